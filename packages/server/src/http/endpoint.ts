/** How a domain binds its routes to operations. */
import type { RouteAdditions, RouteBody, RouteDefinition, RouteParams, RouteQuery } from "@weir/contract";
import type { Caller } from "../operations/context.ts";

export interface ApiRequest<R extends RouteDefinition> {
  readonly params: RouteParams<R>;
  readonly query: RouteQuery<R>;
  readonly body: RouteBody<R>;
  /** The `weir` key of the body, where its client is one of ours. */
  readonly additions: RouteAdditions<R> | undefined;
  /** The body as it was written, where it came as text. */
  readonly bodyText: string | undefined;
  readonly caller: Caller;
}

/** What a handler answers. `text` answers go out as they are, others as JSON by the route's response schema. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What goes out under the key `weir` of the body, to clients of ours only. */
  readonly additions?: object;
}

export interface Endpoint {
  readonly route: RouteDefinition;
  readonly handle: (request: ApiRequest<never>) => Promise<Answer>;
  /** True if it has nothing to do with what events change, and need not wait for those that are not recorded yet. */
  readonly ahead: boolean;
}

/** Binds a route to its handler. */
export const endpoint = <R extends RouteDefinition>(
  route: R,
  handle: (request: ApiRequest<R>) => Promise<Answer>,
  { ahead = false }: Partial<Pick<Endpoint, "ahead">> = {},
): Endpoint => ({ route, handle: handle as Endpoint["handle"], ahead });

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };
