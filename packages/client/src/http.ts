/**
 * The transport over the network: `fetch` for requests, `WebSocket` for subscriptions and events.
 *
 * Invariants:
 * (H1) An answer is given as it came, whatever its status; only the lack of one is an error (`Unreachable`).
 * (H2) Weir's additions are sent only after the server has introduced itself as Weir.
 * (H3) A changing request waits for the CSRF token, which every server is asked for once.
 */
import { API_VERSION, CLIENT_HEADER, REFERENCE_VERSION, SERVER_HEADER, WEIR_VERSION } from "@weir/contract/weir";
import { withoutAdditions } from "./additions.ts";
import { type CsrfFetch, CsrfTokens } from "./csrf.ts";
import { Unreachable } from "./errors.ts";
import { EventQueue } from "./event-queue.ts";
import { DEFAULT_RETRY, type RetryPolicy, withRetries } from "./retry.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
import { openSocket, type Socket, type SocketFactory, socketError } from "./websocket.ts";

export interface HttpOptions {
  /** Address of the API: `http://127.0.0.1:4200/api`. Without a path, `/api` is meant. */
  readonly url: string;
  /** Sent as bearer token. */
  readonly apiKey?: string | undefined;
  /** `user:password`, sent as basic authentication. */
  readonly authString?: string | undefined;
  /** Sent with every request. WebSockets carry them only where `webSocket` adds them: browsers cannot. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How requests are repeated after connection errors and the statuses 408, 429, 502 and 503. */
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Seconds after which an unanswered request counts as lost, and is repeated. Default 60. */
  readonly timeout?: number | undefined;
  /** When the token against cross-site requests is fetched. Default "ahead": before the first change. */
  readonly csrf?: CsrfFetch | undefined;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Used in place of the global `WebSocket`. */
  readonly webSocket?: SocketFactory | undefined;
}

const USER_AGENT = `prefect/${REFERENCE_VERSION} (API ${API_VERSION})`;

export class HttpTransport implements Transport {
  /** Version of the Weir server that answers; `undefined` before its first answer, and if it is not Weir. */
  weirVersion: string | undefined;
  readonly url: string;
  readonly #options: HttpOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #retry: RetryPolicy;
  readonly #csrf: CsrfTokens;
  readonly #events: EventQueue;

  constructor(options: HttpOptions) {
    this.url = apiUrl(options.url);
    this.#options = options;
    // Server features depend on this form of the user agent: one that looks older gets no leases.
    this.#headers = {
      accept: "application/json",
      "user-agent": USER_AGENT,
      "x-prefect-api-version": API_VERSION,
      [CLIENT_HEADER]: WEIR_VERSION,
      ...authorization(options),
      ...options.headers,
    };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.#csrf = new CsrfTokens((request) => this.#repeat(request), options.csrf);
    this.#events = new EventQueue(this);
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    if (request.method === "GET") return this.#repeat(request);
    for (let first = true; ; first = false) {
      const { headers, failure } = await this.#csrf.credentials().catch((error: unknown) => {
        // The caller knows nothing of tokens: it is his request that got no answer.
        throw error instanceof Unreachable ? new Unreachable(request, error.cause, this.url) : error;
      });
      if (failure) return failure;
      const response = await this.#repeat({ ...request, headers: { ...headers, ...request.headers } });
      if (!this.#csrf.refused(response) || !first) return response;
    }
  }

  sendEvents(events: Parameters<Transport["sendEvents"]>[0]): Promise<void> {
    return this.#events.send(events);
  }

  async connect(path: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Socket> {
    const url = this.url.replace(/^http/, "ws") + path;
    const { authString, apiKey, webSocket, timeout = 60 } = this.#options;
    try {
      return await openSocket(url, { token: authString ?? apiKey ?? null, webSocket, timeout, signal: options.signal });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw socketError(path, error);
    }
  }

  close(): Promise<void> {
    return this.#events.close();
  }

  #repeat(request: TransportRequest): Promise<TransportResponse> {
    return withRetries(() => this.#attempt(request), this.#retry, request.signal);
  }

  async #attempt(request: TransportRequest): Promise<TransportResponse> {
    const { method, path, signal } = request;
    const fetch = this.#options.fetch ?? globalThis.fetch;
    const timeout = AbortSignal.timeout((this.#options.timeout ?? 60) * 1000);
    try {
      const answer = await fetch(this.url + path + queryString(request.query), {
        method,
        headers: this.#headersOf(request),
        body: request.body === undefined ? null : JSON.stringify(this.#bodyOf(request)),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const text = await answer.text();
      const headers = Object.fromEntries(answer.headers);
      this.weirVersion = headers[SERVER_HEADER] ?? this.weirVersion;
      return { status: answer.status, headers, body: decode(text, headers["content-type"]) };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new Unreachable({ method, path }, error, this.url);
    }
  }

  #headersOf(request: TransportRequest): Record<string, string> {
    const content = request.body === undefined ? undefined : { "content-type": "application/json" };
    return { ...this.#headers, ...content, ...request.headers };
  }

  #bodyOf({ path, body }: TransportRequest): unknown {
    // Labels are wholly the user's: `weir` is a name like any other there.
    return this.weirVersion === undefined && !path.endsWith("/labels") ? withoutAdditions(body) : body;
  }
}

function apiUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new TypeError(`${JSON.stringify(text)} is not the address of an API, as http://127.0.0.1:4200/api is`);
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path === "" ? "/api" : path);
}

function authorization({ apiKey, authString }: HttpOptions): Record<string, string> {
  if (authString !== undefined) return { authorization: `Basic ${base64(authString)}` };
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function queryString(query: TransportRequest["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const item of Array.isArray(value) ? value : [value]) if (item != null) search.append(name, String(item));
  return search.size === 0 ? "" : `?${search}`;
}

function decode(text: string, type = ""): unknown {
  if (text === "") return undefined;
  if (!type.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // a proxy that mislabels its error page: the status is what counts
  }
}
