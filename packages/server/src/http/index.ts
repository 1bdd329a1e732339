import type { Context } from "../operations/context.ts";
import type { Endpoint } from "./endpoint.ts";
import { flows } from "./flows.ts";
import { health } from "./health.ts";
import { variables } from "./variables.ts";

/** Every endpoint of the API. */
export const allEndpoints = (context: Context): Endpoint[] =>
  [health, flows, variables].flatMap((domain) => domain(context));
