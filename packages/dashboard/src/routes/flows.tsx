import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { flowQuery } from "../data/flows.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const flowsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/flows",
  staticData: { crumb: () => <Link to="/flows">Flows</Link> },
  component: Outlet,
});

export const flowsRoute = createRoute({
  getParentRoute: () => flowsLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/flows/flows-page.tsx"), "FlowsPage"),
});

export const flowRoute = createRoute({
  getParentRoute: () => flowsLayoutRoute,
  path: "$id",
  staticData: { crumb: FlowCrumb },
  component: lazyRouteComponent(() => import("../features/flows/flow-page.tsx"), "FlowPage"),
});

function FlowCrumb(): ReactElement {
  const { id } = flowRoute.useParams();
  const { data } = useQuery(flowQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
