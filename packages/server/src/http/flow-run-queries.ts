import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { readDependencies, readGraph } from "../operations/flow-runs/graph.ts";
import { countFlowRunsBy, listFlowRuns, meanLatenessBy, paginateFlowRuns } from "../operations/flow-runs/list.ts";
import { runHistory } from "../operations/run-history.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { filtersOf } from "./filters.ts";
import { numberedPage, page, paginated } from "./page.ts";

export const flowRunQueries = (context: Context): Endpoint[] => [
  endpoint(routes.flowRuns.filter, async ({ body }) => ({
    status: 200,
    text: await listFlowRuns(context, filtersOf(body), body.sort ?? "ID_DESC", page(context, body)),
  })),
  endpoint(routes.flowRuns.count, async ({ body }) => ok(await countFlowRunsBy(context, filtersOf(body)))),
  endpoint(routes.flowRuns.paginate, async ({ body }) => {
    const asked = numberedPage(context, body);
    return ok(paginated(asked, await paginateFlowRuns(context, filtersOf(body), body.sort ?? "ID_DESC", asked)));
  }),
  endpoint(routes.flowRuns.lateness, async ({ body }) => ok(await meanLatenessBy(context, filtersOf(body)))),
  endpoint(routes.flowRuns.history, async ({ body }) =>
    ok(await runHistory(context, "flow_run", filtersOf(body), body)),
  ),
  endpoint(routes.flowRuns.graph, async ({ params }) => ok(await readDependencies(context, params.id))),
  endpoint(routes.flowRuns.graphV2, async ({ params, query }) => ok(await readGraph(context, params.id, query.since))),
];
