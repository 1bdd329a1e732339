/**
 * From a route of the contract to a method.
 *
 * Every method takes, in this order, what its route has: the path parameters as one object, then the query or the body,
 * then the options of the call. Parts that a route lacks are left out; a body that may be empty may be `undefined`.
 *
 *     api.flowRuns.read({ id })
 *     api.flowRuns.setState({ id }, { state: { type: "RUNNING" } }, { signal })
 *     api.flowRuns.filter({ limit: 5 })
 *     api.health.version()
 */
import type { RouteBody, RouteDefinition, RouteParams, RouteQuery, RouteResponse, routes } from "@weir/contract";
import type { TransportRequest } from "../transport.ts";
import type { ROUTES } from "./routes.gen.ts";

export interface CallOptions {
  /** Gives the call up, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Added to this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type Routes = typeof routes;
export type Domain = keyof typeof ROUTES;

type ParamsPart<R extends RouteDefinition> = R extends { params: unknown } ? [params: RouteParams<R>] : [];
type QueryPart<R extends RouteDefinition> = R extends { query: unknown }
  ? Record<never, never> extends RouteQuery<R>
    ? [query?: RouteQuery<R>]
    : [query: RouteQuery<R>]
  : [];
type BodyPart<R extends RouteDefinition> = R extends { body: unknown }
  ? R extends { bodyOptional: true }
    ? [body?: RouteBody<R>]
    : [body: RouteBody<R>]
  : [];
type Answer<T> = [T] extends [null] ? void : T;

/** The method of a route. */
export type Method<R> = R extends RouteDefinition
  ? (
      ...args: [...ParamsPart<R>, ...QueryPart<R>, ...BodyPart<R>, options?: CallOptions]
    ) => Promise<Answer<RouteResponse<R>>>
  : never;

/** What a call takes besides its path parameters; "page" is a body with `limit` and `offset`. */
export type TakesInput = "query" | "body" | "page";
export type RouteEntry = readonly [method: TransportRequest["method"], path: string, takes?: TakesInput];

/** Sends a request; gives the body of a success and throws an `ApiError` for anything else. */
export type Send = (request: TransportRequest) => Promise<unknown>;

/** Builds the method of one entry of the route table. */
export function method(send: Send, [verb, path, takes]: RouteEntry): (...args: unknown[]) => Promise<unknown> {
  const hasParams = path.includes("/:");
  return async (...args) => {
    const params = hasParams ? (args.shift() as Readonly<Record<string, string>>) : undefined;
    const input = takes === undefined ? undefined : args.shift();
    const { signal, headers } = (args.shift() ?? {}) as CallOptions;
    return send({
      method: verb,
      path: params === undefined ? path : fill(path, params),
      query: takes === "query" ? (input as TransportRequest["query"]) : undefined,
      body: takes === "query" ? undefined : input,
      headers,
      signal,
    });
  };
}

function fill(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    // An empty part would silently address another route.
    if (value === undefined || value === "") throw new TypeError(`${path} needs a value for "${name}"`);
    return encodeURIComponent(value);
  });
}
