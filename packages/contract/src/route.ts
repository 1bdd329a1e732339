import type { Static, TSchema } from "typebox";
import type { Role } from "./access.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a route takes and gives. Paths are below the API prefix (`/api`) and written with `:name` parameters. */
export interface RouteDefinition {
  readonly method: Method;
  readonly path: string;
  /** The group of the route in the OpenAPI document. */
  readonly tag: string;
  /** One line for readers of the OpenAPI document. */
  readonly summary?: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** The role that a caller needs, where it is another than `roleFor` would say. */
  readonly access?: Role;
  /** True where a request without any body means the same as one with `{}`. */
  readonly bodyOptional?: true;
  /** Schema of the `weir` key that a body, or each item of a list, may have, if its client is one of ours. */
  readonly additions?: TSchema;
  /** Body by success status. The first one is what the OpenAPI document names. */
  readonly responses: Readonly<Record<number, TSchema>>;
}

/** Declares a route; keeps its exact type. */
export const route = <const T extends RouteDefinition>(definition: T): T => definition;

type Shape<T, Otherwise> = T extends TSchema ? Static<T> : Otherwise;

export type RouteParams<R extends RouteDefinition> = Shape<R["params"], Record<never, never>>;
export type RouteQuery<R extends RouteDefinition> = Shape<R["query"], Record<never, never>>;
/** The `weir` key of a body; of a list, that of each item. */
export type RouteAdditions<R extends RouteDefinition> =
  RouteBody<R> extends readonly unknown[]
    ? readonly (Shape<R["additions"], never> | undefined)[]
    : Shape<R["additions"], never>;
export type RouteBody<R extends RouteDefinition> = Shape<R["body"], undefined>;
/** The union of all success bodies of a route. */
export type RouteResponse<R extends RouteDefinition> = {
  [Status in keyof R["responses"]]: Shape<R["responses"][Status], never>;
}[keyof R["responses"]];
