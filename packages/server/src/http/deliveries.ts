import { routes } from "@weir/contract";
import { listDeliveries } from "../operations/automations/deliveries.ts";
import type { Context } from "../operations/context.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const deliveries = (context: Context): Endpoint[] => [
  endpoint(routes.deliveries.filter, async ({ body }) => ok(await listDeliveries(context, body))),
];
