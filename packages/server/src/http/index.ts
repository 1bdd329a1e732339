import type { Context } from "../operations/context.ts";
import type { Endpoint } from "./endpoint.ts";
import { flowRuns } from "./flow-runs.ts";
import { flows } from "./flows.ts";
import { health } from "./health.ts";
import { taskRuns } from "./task-runs.ts";
import { variables } from "./variables.ts";

/** Every endpoint of the API. */
export const allEndpoints = (context: Context): Endpoint[] =>
  [health, flows, flowRuns, taskRuns, variables].flatMap((domain) => domain(context));
