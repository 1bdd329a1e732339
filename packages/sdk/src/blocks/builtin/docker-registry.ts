import { hideSecret } from "../../redaction.ts";
import { type HttpAnswer, send } from "./http.ts";
import { referenceBlock } from "./reference.ts";

export interface DockerRegistryData {
  readonly username: string;
  readonly password: string;
  /** Host of the registry; without `http://`, `https://` is meant. */
  readonly registry_url: string;
  readonly reauth?: boolean;
}

/** A registry of container images. */
export const DockerRegistry = referenceBlock<DockerRegistryData>()({
  name: "Docker Registry Credentials",
  slug: "docker-registry-credentials",
  secrets: ["password"],
  methods: {
    /** What `dockerode` and Docker's API take as credentials. */
    auth(): { readonly username: string; readonly password: string; readonly serveraddress: string } {
      const { username, password, registry_url: serveraddress } = this.data;
      return { username, password, serveraddress };
    },
    /**
     * Logs in, and out again.
     *
     * @throws if the registry refuses
     */
    async check(): Promise<void> {
      const { username, password, registry_url: host } = this.data;
      const base = /^https?:\/\//.test(host) ? host : `https://${host}`;
      const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
      const ask = (authorization: string): Promise<HttpAnswer> =>
        send(`${base.replace(/\/+$/, "")}/v2/`, { headers: { authorization } });
      let answer = await ask(basic);
      const challenge = String(answer.headers["www-authenticate"] ?? "");
      if (answer.status === 401 && /^bearer /i.test(challenge)) answer = await ask(await token(challenge, basic));
      if (answer.status !== 200) throw new Error(`${host} refused ${username}: it answered ${answer.status}`);
    },
  },
});

/** A token of the service that a registry has for that. */
async function token(challenge: string, authorization: string): Promise<string> {
  const { realm = "", ...rest } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const url = new URL(realm);
  for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, value);
  const { status, body } = await send(url.href, { headers: { authorization } });
  if (status !== 200) return authorization;
  const { token: given, access_token: other } = JSON.parse(body) as { token?: string; access_token?: string };
  hideSecret(given ?? other);
  return `Bearer ${given ?? other}`;
}
