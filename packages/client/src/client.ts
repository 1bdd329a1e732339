import { CLIENT_HEADER, SERVER_HEADER, WEIR_VERSION } from "@weir/contract/weir";
import {
  type CallOptions,
  type Domain,
  method,
  type Method,
  type RouteEntry,
  type Routes,
  type Send,
} from "./api/calls.ts";
import { type EventsApi, eventsApi } from "./api/events.ts";
import { type LogsApi, logsApi } from "./api/logs.ts";
import { type ListsOf, pages } from "./api/pages.ts";
import { ROUTES } from "./api/routes.gen.ts";
import { errorOf } from "./errors.ts";
import { type HttpOptions, HttpTransport } from "./http.ts";
import { DEFAULT_RETRY } from "./retry.ts";
import type { Transport, TransportRequest } from "./transport.ts";

export type ClientOptions = HttpOptions | { readonly transport: Transport };

interface Additions {
  readonly events: EventsApi;
  readonly logs: LogsApi;
}

/** Every route of the protocol: `api.flowRuns.setState(…)`. `api/calls.ts` says what the methods take. */
export type Api = {
  readonly [D in Domain]: { readonly [Name in keyof Routes[D]]: Method<Routes[D][Name]> } & ListsOf<D> &
    (D extends keyof Additions ? Additions[D] : unknown);
};

export interface Client extends Api, AsyncDisposable {
  readonly transport: Transport;
  /** Version of the Weir server that answers; `undefined` before its first answer, and if it is not Weir. */
  readonly weirVersion: string | undefined;
  /** Any other request, path below the API prefix. Gives the body of a success; throws an `ApiError` otherwise. */
  request(request: TransportRequest): Promise<unknown>;
  /** Finishes what is under way (events above all) and releases the connections. */
  close(): Promise<void>;
}

/** A client of a server's API: over HTTP, or over the transport that is given. */
export function client(options: ClientOptions): Client {
  const transport = "transport" in options ? options.transport : new HttpTransport(options);
  let weirVersion: string | undefined;
  const send: Send = async (request) => {
    const headers = { [CLIENT_HEADER]: WEIR_VERSION, ...request.headers };
    const response = await transport.request({ ...request, headers });
    weirVersion = response.headers[SERVER_HEADER] ?? weirVersion;
    if (response.status < 200 || response.status > 299) throw errorOf(request, response);
    return response.body;
  };
  const api = methods(send);
  const retry = { ...DEFAULT_RETRY, ...("retry" in options && options.retry) };
  Object.assign(api["events"]!, eventsApi(transport, send, retry));
  const { list, query } = api["logs"] as unknown as {
    [Name in "list" | "query"]: Parameters<typeof logsApi>[Name extends "list" ? 0 : 1];
  };
  Object.assign(api["logs"]!, logsApi(list, query));
  return {
    // Built from the same table that the types are built from, which the compiler cannot follow.
    ...(api as unknown as Api),
    transport,
    get weirVersion() {
      return weirVersion;
    },
    request: send,
    close: () => transport.close(),
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

type AnyMethod = (...args: never[]) => unknown;

function methods(send: Send): Record<string, Record<string, AnyMethod>> {
  const api: Record<string, Record<string, AnyMethod>> = {};
  for (const [domain, routes] of Object.entries(ROUTES)) {
    const group: Record<string, AnyMethod> = (api[domain] = {});
    for (const [name, entry] of Object.entries<RouteEntry>(routes)) {
      const call = method(send, entry);
      group[name] = call;
      if (entry[2] === "page" && name.startsWith("filter"))
        group[name.replace("filter", "list")] = pages((body, options?: CallOptions) => call(body, options));
    }
  }
  return api;
}
