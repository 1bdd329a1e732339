import type { Context } from "../operations/context.ts";
import { artifacts } from "./artifacts.ts";
import { concurrencyLimitsV2 } from "./concurrency-limits-v2.ts";
import { concurrencyLimits } from "./concurrency-limits.ts";
import type { Endpoint } from "./endpoint.ts";
import { events } from "./events.ts";
import { flowRuns } from "./flow-runs.ts";
import { flows } from "./flows.ts";
import { health } from "./health.ts";
import { taskRuns } from "./task-runs.ts";
import { variables } from "./variables.ts";

/** Every endpoint of the API. */
export const allEndpoints = (context: Context): Endpoint[] =>
  [events, health, flows, flowRuns, taskRuns, variables, concurrencyLimitsV2, concurrencyLimits, artifacts].flatMap(
    (domain) => domain(context),
  );
