import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { runHistory } from "../operations/run-history.ts";
import { countTaskRunsBy, listTaskRuns, paginateTaskRuns } from "../operations/task-runs/list.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { filtersOf } from "./filters.ts";
import { numberedPage, page, paginated } from "./page.ts";

export const taskRunQueries = (context: Context): Endpoint[] => [
  endpoint(routes.taskRuns.filter, async ({ body }) =>
    ok(await listTaskRuns(context, filtersOf(body), body.sort ?? "ID_DESC", page(context, body))),
  ),
  endpoint(routes.taskRuns.count, async ({ body }) => ok(await countTaskRunsBy(context, filtersOf(body)))),
  endpoint(routes.taskRuns.paginate, async ({ body }) => {
    const asked = numberedPage(context, body);
    return ok(paginated(asked, await paginateTaskRuns(context, filtersOf(body), body.sort ?? "ID_DESC", asked)));
  }),
  endpoint(routes.taskRuns.history, async ({ body }) =>
    ok(await runHistory(context, "task_run", filtersOf(body), body)),
  ),
];
