/** What comes in from other systems, and what goes out to them. */
import type { Delivery } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { webhookQuery } from "../data/webhooks.ts";
import { DELIVERY_OUTCOMES } from "../features/deliveries/outcomes.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const webhooksLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/webhooks",
  staticData: { crumb: () => <Link to="/webhooks">Webhooks</Link> },
  component: Outlet,
});

export const webhooksRoute = createRoute({
  getParentRoute: () => webhooksLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/webhooks/webhooks-page.tsx"), "WebhooksPage"),
});

export const webhookRoute = createRoute({
  getParentRoute: () => webhooksLayoutRoute,
  path: "$id",
  staticData: { crumb: WebhookCrumb },
  component: lazyRouteComponent(() => import("../features/webhooks/webhook-page.tsx"), "WebhookPage"),
});

interface DeliveriesSearch {
  readonly outcome?: Delivery["outcome"];
}

export const deliveriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/deliveries",
  staticData: { crumb: () => "Deliveries" },
  validateSearch: (raw: Record<string, unknown>): DeliveriesSearch => {
    const outcome = DELIVERY_OUTCOMES.find((each) => each === raw["outcome"]);
    return outcome ? { outcome } : {};
  },
  component: lazyRouteComponent(() => import("../features/deliveries/deliveries-page.tsx"), "DeliveriesPage"),
});

function WebhookCrumb(): ReactElement {
  const { id } = webhookRoute.useParams();
  const { data } = useQuery(webhookQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
