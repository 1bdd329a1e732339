/**
 * Web calls to addresses that users have given.
 *
 * O1. The address that is connected to is the one that was checked: a name is resolved once, by the check itself.
 * O2. Addresses of this machine, of private networks and of clouds' own services are refused unless they are allowed.
 * O3. A call ends after a time, and no more than some bytes of an answer are read.
 * O4. Redirections are not followed.
 */
import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import type * as Http from "node:http";
import type * as Https from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { lazy } from "./lazy.ts";

// Importing it as a module makes Node load all that it exports, a whole web client among it: 10 MB of every server.
const http = lazy<typeof Http>("node:http");
const https = lazy<typeof Https>("node:https");

export interface OutboundCall {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Lets private addresses through. */
  readonly allowPrivate?: boolean;
  /** False: the certificate is not looked at. */
  readonly verify?: boolean;
  /** Milliseconds for the whole call. Default: 10,000. */
  readonly timeout?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, if it is long. */
  readonly body: string;
}

/** A call that could not be made, or got no answer. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
}

const TIMEOUT = 10_000;
const MOST_READ = 64 * 1024;

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  PRIVATE.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  // Those that stand for, or lead to, an address of the old kind: which one, nobody here can tell for sure.
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2001::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  PRIVATE.addSubnet(net, bits, "ipv6");

/** True for addresses that no stranger may have us call. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return PRIVATE.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

const refused = (host: string): OutboundError =>
  new OutboundError(`${host} is a private address; allow_private_urls of the block lets it through`);

type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Resolves a name, and refuses it if any of its addresses is private. */
const guardedBy =
  (resolve: Resolve): LookupFunction =>
  (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses: LookupAddress[] = found;
      if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(refused(host), "", 0);
      if (options.all) (callback as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

/**
 * The address to connect to for a name (O1, O2).
 *
 * @throws OutboundError
 */
export async function allowedAddress(host: string, allowPrivate: boolean): Promise<string> {
  if (isIP(host)) {
    if (!allowPrivate && isPrivateAddress(host)) throw refused(host);
    return host;
  }
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const found = (error: Error | null, address: unknown): void => (error ? reject(error) : resolve(address as string));
  if (allowPrivate) lookup(host, found);
  else guardedBy(lookup)(host, {}, found);
  return promise.catch((error: unknown) => {
    throw error instanceof OutboundError ? error : new OutboundError((error as Error).message);
  });
}

/**
 * @param resolve how names become addresses; the system's way, but for tests
 * @throws OutboundError
 */
export function callOut(call: OutboundCall, resolve: Resolve = lookup): Promise<OutboundAnswer> {
  const { method, headers = {}, body, allowPrivate = false, verify = true, timeout = TIMEOUT } = call;
  const url = URL.canParse(call.url) ? new URL(call.url) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    return Promise.reject(new OutboundError("not an http or https address"));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // An address that is written out is never looked up.
  if (!allowPrivate && isIP(host) && isPrivateAddress(host)) return Promise.reject(refused(host));
  const options: Http.RequestOptions & { rejectUnauthorized: boolean } = {
    method,
    headers: { ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }), ...headers },
    signal: AbortSignal.timeout(timeout),
    rejectUnauthorized: verify,
    agent: false,
    ...(allowPrivate ? {} : { lookup: guardedBy(resolve) }),
  };
  return new Promise((done, reject) => {
    const fail = (error: Error): void =>
      reject(
        error instanceof OutboundError
          ? error
          : new OutboundError(error.name === "AbortError" ? `no answer in ${timeout / 1000} s` : error.message),
      );
    const answered = (response: Http.IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let read = 0;
      const finish = (): void =>
        done({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks).subarray(0, MOST_READ).toString("utf8"),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        read += chunk.length;
        if (read < MOST_READ) return;
        finish();
        response.destroy();
      });
      response.on("end", finish);
      response.on("error", fail);
    };
    try {
      const request = (url.protocol === "https:" ? https() : http()).request(url, options, answered);
      request.on("error", fail);
      request.end(body);
    } catch (error) {
      fail(error as Error); // a method or a header that is none
    }
  });
}
