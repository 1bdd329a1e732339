import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { pinFlowRun, unpinFlowRun, vacuum, vacuumDryRun } from "../operations/retention.ts";
import { endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const retention = (context: Context): Endpoint[] => [
  endpoint(routes.retention.vacuum, async ({ body }) =>
    ok(await (body.dry_run ? vacuumDryRun : vacuum)(context, context.clock.now())),
  ),
  endpoint(routes.retention.pin, async ({ params }) => {
    await pinFlowRun(context, params.id);
    return noContent;
  }),
  endpoint(routes.retention.unpin, async ({ params }) => {
    await unpinFlowRun(context, params.id);
    return noContent;
  }),
];
