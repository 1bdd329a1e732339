import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { acceptLateResult } from "../operations/flow-runs/accept-late-result.ts";
import { listLateResults } from "../operations/flow-runs/late-results.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const lateResults = (context: Context): Endpoint[] => [
  endpoint(routes.lateResults.list, async ({ params }) => ok(await listLateResults(context, params.id))),
  endpoint(routes.lateResults.accept, async ({ params }) =>
    ok(await acceptLateResult(context, params.id, Number(params.number))),
  ),
];
