import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { bulkDeleteFlows, countFlowsBy, listFlows, paginateFlows } from "../operations/flow-lists.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { filtersOf } from "./filters.ts";
import { numberedPage, page, paginated } from "./page.ts";

export const flowQueries = (context: Context): Endpoint[] => [
  endpoint(routes.flows.filter, async ({ body }) =>
    ok(await listFlows(context, filtersOf(body), body.sort ?? "NAME_ASC", page(context, body))),
  ),
  endpoint(routes.flows.count, async ({ body }) => ok(await countFlowsBy(context, filtersOf(body)))),
  endpoint(routes.flows.paginate, async ({ body }) => {
    const asked = numberedPage(context, body);
    return ok(paginated(asked, await paginateFlows(context, filtersOf(body), body.sort ?? "NAME_ASC", asked)));
  }),
  endpoint(routes.flows.bulkDelete, async ({ body }) => ok({ deleted: await bulkDeleteFlows(context, body) })),
];
