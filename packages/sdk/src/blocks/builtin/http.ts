/** Requests of blocks: `fetch` cannot be told which certificates to trust. */
import { lookup } from "node:dns/promises";
import { request as plain } from "node:http";
import { request as secure, type RequestOptions } from "node:https";
import { BlockList, isIP } from "node:net";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface HttpRequest extends Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized"> {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Seconds without any sign of the other side. Default: 30. */
  readonly timeout?: number;
}

/** Sends a request; whatever the status, its answer is given. Redirects are not followed: secrets are for one address. */
export function send(url: string, { body, timeout = 30, ...options }: HttpRequest = {}): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const { protocol } = new URL(url);
  const outgoing = (protocol === "https:" ? secure : plain)(url, { ...options, timeout: timeout * 1000 }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("error", reject);
    answer.on("end", () =>
      resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
    );
  });
  outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeout} seconds`)));
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

const inside = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  inside.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  inside.addSubnet(net, prefix, "ipv6");

/** @throws RangeError if an address leads to this machine or to a private network */
export async function refusePrivate(url: string): Promise<void> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  for (const { address, family } of found)
    if (inside.check(address, family === 6 ? "ipv6" : "ipv4"))
      throw new RangeError(`the address of the block leads to a private network (${address}), which it does not allow`);
}
