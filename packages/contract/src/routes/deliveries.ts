import { route } from "../route.ts";
import { DeliveryPage, DeliveryQuery } from "../schemas/deliveries.ts";

export const deliveries = {
  filter: route({
    method: "POST",
    path: "/weir/deliveries/filter",
    tag: "Weir",
    summary: "What automations have sent, the newest first",
    body: DeliveryQuery,
    bodyOptional: true,
    responses: { 200: DeliveryPage },
  }),
} as const;
