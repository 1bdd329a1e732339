import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { readOverview, recentRuns } from "../operations/overview.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const overview = (context: Context): Endpoint[] => [
  endpoint(routes.overview.read, async ({ query }) => ok(await readOverview(context, query.hours ?? 24))),
  endpoint(routes.overview.recentRuns, async ({ body }) => ok(await recentRuns(context, body))),
];
