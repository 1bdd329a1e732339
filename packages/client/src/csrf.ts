/**
 * The token that a server with CSRF protection wants on every changing request. It is fetched before the first of them,
 * again when it has expired or was refused, and never again once the server has said that it wants none.
 *
 * A browser prints every refusal to its console, also that of a server without protection to hand out a token: there, one
 * is fetched only after a changing request was refused for the lack of it.
 */
import { tryParseTime } from "@weir/contract/time";
import type { TransportRequest, TransportResponse } from "./transport.ts";

/** When the first token is fetched. */
export type CsrfFetch = "ahead" | "when refused";

type Send = (request: TransportRequest) => Promise<TransportResponse>;

interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  /** What the server said instead of giving a token: it will not take the request either. */
  readonly failure?: TransportResponse | undefined;
}

export class CsrfTokens {
  /** Not `randomUUID`, which browsers offer on secure pages only. */
  readonly #client = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  readonly #send: Send;
  #wanted: boolean;
  #token: { readonly text: string; readonly expires: number } | undefined;
  /** Requests that start together share one fetch. */
  #fetching: Promise<TransportResponse | undefined> | undefined;

  constructor(send: Send, first: CsrfFetch = "ahead") {
    this.#send = send;
    this.#wanted = first === "ahead";
  }

  /** What a changing request has to carry; fetches a token if one is wanted and none is there. */
  async credentials(): Promise<Credentials> {
    let failure: TransportResponse | undefined;
    if (this.#wanted && (this.#token === undefined || this.#token.expires <= Date.now())) {
      this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
      failure = await this.#fetching;
    }
    if (this.#token === undefined) return { headers: {}, failure };
    return { headers: { "Prefect-Csrf-Token": this.#token.text, "Prefect-Csrf-Client": this.#client } };
  }

  /** True if the answer says that the token was not good: it is forgotten, and the request may be sent once more. */
  refused(response: TransportResponse): boolean {
    if (response.status !== 403 || !/(Invalid|Missing) CSRF token/.test(detail(response))) return false;
    this.#token = undefined;
    this.#wanted = true;
    return true;
  }

  async #fetch(): Promise<TransportResponse | undefined> {
    const response = await this.#send({ method: "GET", path: "/csrf-token", query: { client: this.#client } });
    if (response.status === 200) {
      const { token, expiration } = response.body as { token: string; expiration: string };
      this.#token = { text: token, expires: (tryParseTime(expiration) ?? Number.POSITIVE_INFINITY) / 1000 };
      return undefined;
    }
    const unprotected = response.status === 422 && detail(response).includes("CSRF protection is disabled");
    if (response.status !== 404 && !unprotected) return response;
    this.#wanted = false;
    return undefined;
  }
}

function detail(response: TransportResponse): string {
  const text = (response.body as { detail?: unknown } | null | undefined)?.detail;
  return typeof text === "string" ? text : "";
}
