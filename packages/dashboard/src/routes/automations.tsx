import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { automationQuery } from "../data/automations.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const automationsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/automations",
  staticData: { crumb: () => <Link to="/automations">Automations</Link> },
  component: Outlet,
});

export const automationsRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/automations/automations-page.tsx"), "AutomationsPage"),
});

export const automationRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "$id",
  staticData: { crumb: AutomationCrumb },
  component: lazyRouteComponent(() => import("../features/automations/automation-page.tsx"), "AutomationPage"),
});

function AutomationCrumb(): ReactElement {
  const { id } = automationRoute.useParams();
  const { data } = useQuery(automationQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
