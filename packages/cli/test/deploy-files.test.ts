/** The files in deploy/ say what there is: commands with their options, settings, ports, objects that refer to each other. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { routes, SETTINGS } from "@weir/contract";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { weir } from "./weir.ts";

const DEPLOY = fileURLToPath(new URL("../../../deploy/", import.meta.url));
const GUIDE = new URL("../../../docs/guides/containers.md", import.meta.url);
const read = (name: string): Promise<string> => readFile(`${DEPLOY}${name}`, "utf8");

/** Names of environment variables that a server, the command line or a worker reads. */
const KNOWN = new Set<string>([
  ...Object.values(SETTINGS).map(({ env }) => env),
  "WEIR_API_URL",
  "WEIR_API_AUTH_STRING",
]);

async function expectCommand(words: readonly string[]): Promise<void> {
  expect(words[0]).toBe("weir");
  const options = words.filter((word) => word.startsWith("--"));
  const path = words.slice(1, 3);
  const { code, stdout } = await weir([...path, "--help"]);
  expect([code, path]).toEqual([0, path]);
  for (const option of options) expect(stdout).toMatch(new RegExp(`${option}\\b`));
}

describe("compose.yaml", () => {
  interface Service {
    readonly command?: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly volumes?: readonly string[];
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly healthcheck?: object;
    readonly ports?: readonly string[];
  }
  let text: string;
  let file: { readonly services: Readonly<Record<string, Service>>; readonly volumes: object };
  beforeAll(async () => {
    text = await read("compose.yaml");
    file = parse(text) as typeof file;
  });

  test("starts commands that there are, with settings that there are", async () => {
    expect(Object.keys(file.services)).toEqual(["database", "server", "worker"]);
    for (const { command, environment } of [file.services["server"]!, file.services["worker"]!]) {
      await expectCommand(command!);
      for (const name of Object.keys(environment)) expect(KNOWN).toContain(name);
    }
  });

  test("names what is there: services, volumes, and variables that env.example explains", async () => {
    const explained = await read("env.example");
    for (const [, name] of text.matchAll(/\$\{(WEIR_\w+)/g)) expect(explained).toMatch(new RegExp(`^#?${name}=`, "m"));
    for (const { volumes = [], depends_on = {} } of Object.values(file.services)) {
      for (const volume of volumes.filter((one) => /^\w/.test(one)))
        expect(Object.keys(file.volumes)).toContain(volume.split(":")[0]);
      for (const name of Object.keys(depends_on)) expect(file.services).toHaveProperty(name);
    }
  });

  test("has no secret of its own, and is open to this machine only", () => {
    expect(text).toContain("${WEIR_DATABASE_PASSWORD:?");
    expect(text).toContain("${WEIR_ENCRYPTION_KEY:?");
    for (const { ports = [] } of Object.values(file.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe("kubernetes", () => {
  interface Container {
    readonly image: string;
    readonly args: readonly string[];
    readonly ports: readonly { readonly name: string }[];
    readonly env: readonly {
      readonly name: string;
      readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
    }[];
    readonly volumeMounts: readonly { readonly name: string }[];
    readonly securityContext: object;
    readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
  }
  interface Manifest {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
    readonly roleRef?: { readonly kind: string; readonly name: string };
    readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
    readonly spec: {
      readonly selector: { readonly matchLabels?: object };
      readonly ports?: readonly { readonly targetPort: string }[];
      readonly template: {
        readonly metadata: { readonly labels: object };
        readonly spec: {
          readonly serviceAccountName?: string;
          readonly securityContext: object;
          readonly containers: readonly [Container];
          readonly volumes: readonly {
            readonly name: string;
            readonly persistentVolumeClaim?: { claimName: string };
          }[];
        };
      };
    };
  }
  let objects: Manifest[];
  let kustomization: { readonly resources: readonly string[] };
  const of = (kind: string): Manifest[] => objects.filter((object) => object.kind === kind);
  const named = (kind: string, name: string): Manifest | undefined =>
    of(kind).find(({ metadata }) => metadata.name === name);

  beforeAll(async () => {
    kustomization = parse(await read("kubernetes/kustomization.yaml")) as typeof kustomization;
    const files = await Promise.all(kustomization.resources.map((name) => read(`kubernetes/${name}`)));
    objects = files.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
  });

  test("all files are part of the kustomization, all objects are in a namespace that is there", async () => {
    const files = (await readdir(`${DEPLOY}kubernetes`)).filter((name) => name !== "kustomization.yaml");
    expect([...kustomization.resources].sort()).toEqual(files.sort());
    const namespaces = of("Namespace").map(({ metadata }) => metadata.name);
    for (const { kind, metadata } of objects)
      if (!/^(Namespace|ClusterRole|ClusterRoleBinding)$/.test(kind)) expect(namespaces).toContain(metadata.namespace);
  });

  test("containers run commands that there are, with settings, probes, volumes and secrets that there are", async () => {
    const paths = Object.values(routes.health).map(({ path }) => `/api${path}`);
    const guide = await readFile(GUIDE, "utf8");
    for (const { spec } of of("Deployment")) {
      const pod = spec.template.spec;
      const [container] = pod.containers;
      await expectCommand(container.args);
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels!);
      for (const { name, valueFrom } of container.env) {
        expect(KNOWN).toContain(name);
        if (valueFrom) expect(guide).toContain(`--from-literal=${valueFrom.secretKeyRef.key}=`);
      }
      for (const { name } of container.volumeMounts) expect(pod.volumes.map((volume) => volume.name)).toContain(name);
      for (const { persistentVolumeClaim: claim } of pod.volumes)
        if (claim) expect(named("PersistentVolumeClaim", claim.claimName)).toBeDefined();
      for (const [name, probe] of Object.entries(container).filter(([name]) => name.endsWith("Probe"))) {
        const { path, port } = (probe as Container["aProbe"])!.httpGet;
        expect([name, container.ports.map((each) => each.name)]).toEqual([name, [port]]);
        expect(path === "/health" ? "/health" : paths).toContain(path);
      }
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
      });
    }
    // By number, or Kubernetes cannot tell that it is not root.
    expect(await read("Dockerfile")).toMatch(/^USER \d+:\d+$/m);
  });

  test("the service finds the server, and the worker finds the service", () => {
    const [service] = of("Service");
    const server = named("Deployment", "weir-server")!;
    expect(server.spec.template.metadata.labels).toMatchObject(service!.spec.selector);
    expect(server.spec.template.spec.containers[0].ports.map(({ name }) => name)).toEqual([
      service!.spec.ports![0]!.targetPort,
    ]);
    expect(JSON.stringify(named("Deployment", "weir-worker"))).toContain(
      `http://${service!.metadata.name}.${service!.metadata.namespace!}.svc:4200/api`,
    );
  });

  test("the worker's account may do what the guide says that a worker needs, and no more", () => {
    const worker = named("Deployment", "weir-worker")!;
    const account = worker.spec.template.spec.serviceAccountName!;
    expect(named("ServiceAccount", account)).toBeDefined();
    for (const binding of [...of("RoleBinding"), ...of("ClusterRoleBinding")]) {
      expect(binding.subjects).toEqual([
        { kind: "ServiceAccount", name: account, namespace: worker.metadata.namespace },
      ]);
      expect(named(binding.roleRef!.kind, binding.roleRef!.name)).toBeDefined();
    }
    // Where it may create jobs there is nothing of the server: they could have its secrets mounted.
    for (const role of [...of("Role"), ...of("RoleBinding")])
      expect(of("Deployment").map(({ metadata }) => metadata.namespace)).not.toContain(role.metadata.namespace);
    const allowed = of("Role")[0]!.rules!.map(({ resources, verbs }) => [...resources, ...verbs]);
    expect(allowed).toEqual([
      ["jobs", "create", "get", "list", "watch", "delete"],
      ["pods", "get", "list", "watch", "delete"],
      ["pods/log", "get"],
    ]);
    expect(of("ClusterRole")[0]!.rules!.map(({ resources, verbs }) => [...resources, ...verbs])).toEqual([
      ["jobs", "list"],
    ]);
  });
});
