import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { previewSchedule } from "../operations/schedules/plan-runs.ts";
import { checkSchedules } from "./check-deployment.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const schedules = (context: Context): Endpoint[] => [
  endpoint(routes.schedules.preview, async ({ body }) => {
    await checkSchedules([body], body);
    const { schedule, start, end, limit = 10 } = body;
    return ok({ times: await previewSchedule(context, schedule, { start, end, limit }) });
  }),
];
