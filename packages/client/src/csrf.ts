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

const NONE: Readonly<Record<string, string>> = {};

export class CsrfTokens {
  /** Not `randomUUID`, which browsers offer on secure pages only. */
  readonly #client = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  readonly #send: Send;
  #wanted: boolean;
  #token: { readonly text: string; readonly expires: number } | undefined;
  /** Requests that start together share one fetch. */
  #fetching: Promise<void> | undefined;

  constructor(send: Send, first: CsrfFetch = "ahead") {
    this.#send = send;
    this.#wanted = first === "ahead";
  }

  /** The headers for a changing request; fetches a token if none is there. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    if (!this.#wanted) return NONE;
    if (this.#token === undefined || this.#token.expires <= Date.now()) {
      this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
      await this.#fetching;
    }
    if (this.#token === undefined) return NONE;
    return { "Prefect-Csrf-Token": this.#token.text, "Prefect-Csrf-Client": this.#client };
  }

  /** True if the answer says that the token was not good: it is forgotten, and the request may be sent once more. */
  refused(response: TransportResponse): boolean {
    if (response.status !== 403 || !/(Invalid|Missing) CSRF token/.test(detail(response))) return false;
    this.#token = undefined;
    this.#wanted = true;
    return true;
  }

  async #fetch(): Promise<void> {
    const response = await this.#send({ method: "GET", path: "/csrf-token", query: { client: this.#client } });
    if (
      response.status === 404 ||
      (response.status === 422 && detail(response).includes("CSRF protection is disabled"))
    )
      this.#wanted = false;
    if (response.status !== 200) return;
    const { token, expiration } = response.body as { token: string; expiration: string };
    this.#token = { text: token, expires: (tryParseTime(expiration) ?? Number.POSITIVE_INFINITY) / 1000 };
  }
}

function detail(response: TransportResponse): string {
  const text = (response.body as { detail?: unknown } | null | undefined)?.detail;
  return typeof text === "string" ? text : "";
}
