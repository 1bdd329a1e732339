import { type HttpAnswer, type HttpRequest, send } from "./http.ts";
import { referenceBlock } from "./reference.ts";

interface Entry {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** What `~/.kube/config` holds, as JSON. */
export interface KubeConfig {
  readonly clusters?: readonly Entry[];
  readonly contexts?: readonly Entry[];
  readonly users?: readonly Entry[];
  readonly [key: string]: unknown;
}

export interface KubernetesClusterData {
  readonly config: KubeConfig;
  /** Which of its contexts is meant. */
  readonly context_name: string;
}

/** A Kubernetes cluster. */
export const KubernetesCluster = referenceBlock<KubernetesClusterData>()({
  name: "Kubernetes Cluster Config",
  slug: "kubernetes-cluster-config",
  secrets: ["config.users"],
  methods: {
    /** The configuration with the context chosen: `new KubeConfig().loadFromString(JSON.stringify(it))`. */
    kubeConfig(): KubeConfig {
      return { ...this.data.config, "current-context": this.data.context_name };
    },
    /** Asks the cluster's API: `request("/version")`. Users that log in by a program of their own are not supported. */
    request(path: string, options: Pick<HttpRequest, "method" | "body" | "headers"> = {}): Promise<HttpAnswer> {
      const { server, ...access } = accessOf(this.data);
      return send(server.replace(/\/+$/, "") + path, {
        ...options,
        ...access,
        headers: { accept: "application/json", ...access.headers, ...options.headers },
      });
    },
  },
});

type Texts = Readonly<Record<string, string | undefined>>;

function accessOf({ config, context_name: name }: KubernetesClusterData): HttpRequest & { readonly server: string } {
  const context = part(config.contexts, name, "context");
  const cluster = part(config.clusters, context["cluster"]!, "cluster");
  const user = part(config.users, context["user"]!, "user");
  if (!cluster["server"]) throw new TypeError(`the cluster of context ${name} has no server`);
  if ("exec" in user || "auth-provider" in user)
    throw new TypeError(`the user of context ${name} logs in by a program, which a block cannot`);
  const basic = user["username"] && Buffer.from(`${user["username"]}:${user["password"] ?? ""}`).toString("base64");
  const authorization = user["token"] ? `Bearer ${user["token"]}` : basic && `Basic ${basic}`;
  return {
    server: cluster["server"],
    headers: authorization ? { authorization } : {},
    rejectUnauthorized: String(cluster["insecure-skip-tls-verify"]) !== "true",
    ...decoded("ca", cluster["certificate-authority-data"]),
    ...decoded("cert", user["client-certificate-data"]),
    ...decoded("key", user["client-key-data"]),
  };
}

function part(entries: readonly Entry[] | undefined, name: string, kind: string): Texts {
  const found = entries?.find((entry) => entry.name === name)?.[kind];
  if (typeof found !== "object" || found === null) throw new TypeError(`the kubeconfig has no ${kind} ${name}`);
  return found as Texts;
}

const decoded = (key: "ca" | "cert" | "key", base64: string | undefined): HttpRequest =>
  base64 ? { [key]: Buffer.from(base64, "base64") } : {};
