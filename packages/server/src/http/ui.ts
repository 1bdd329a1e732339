import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { outlineFlowRuns } from "../operations/flow-runs/list.ts";
import { checkValues } from "../operations/schemas/check.ts";
import { countTaskRunsOfStates } from "../operations/task-runs/list.ts";
import {
  countDeploymentsOfFlows,
  countTaskRunsOfFlowRuns,
  nextRunsOfFlows,
  readTaskRunOfFlowById,
  taskRunOutcomes,
} from "../operations/ui.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { filtersOf } from "./filters.ts";
import { page } from "./page.ts";

/** Dots that one chart may show. */
const MOST_OUTLINES = 1000;

export const ui = (context: Context): Endpoint[] => [
  endpoint(routes.ui.flowRunHistory, async ({ body }) => {
    const asked = page(context, body, MOST_OUTLINES);
    return ok(await outlineFlowRuns(context, filtersOf(body), body.sort ?? "EXPECTED_START_TIME_DESC", asked));
  }),
  endpoint(routes.ui.countTaskRuns, async ({ body }) => ok(await countTaskRunsOfFlowRuns(context, body.flow_run_ids))),
  endpoint(routes.ui.countDeployments, async ({ body }) => ok(await countDeploymentsOfFlows(context, body.flow_ids))),
  endpoint(routes.ui.nextRuns, async ({ body }) => ok(await nextRunsOfFlows(context, body.flow_ids))),
  endpoint(routes.ui.countTaskRunsByState, async ({ body }) =>
    ok(await countTaskRunsOfStates(context, filtersOf(body))),
  ),
  endpoint(routes.ui.dashboardTaskRunCounts, async ({ body }) => ok(await taskRunOutcomes(context, filtersOf(body)))),
  endpoint(routes.ui.validateSchema, async ({ body }) => ok(await checkValues(context, body))),
  endpoint(routes.ui.readTaskRun, async ({ params }) => ok(await readTaskRunOfFlowById(context, params.id))),
];
