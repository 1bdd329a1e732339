/** What runs are given and held to: limits and variables. */
import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { limitUseQuery } from "../data/limits.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const limitsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/limits",
  staticData: { crumb: () => <Link to="/limits">Limits</Link> },
  component: Outlet,
});

export const limitsRoute = createRoute({
  getParentRoute: () => limitsLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/limits/limits-page.tsx"), "LimitsPage"),
});

export const limitRoute = createRoute({
  getParentRoute: () => limitsLayoutRoute,
  path: "$id",
  staticData: { crumb: LimitCrumb },
  component: lazyRouteComponent(() => import("../features/limits/limit-page.tsx"), "LimitPage"),
});

export const variablesLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/variables",
  staticData: { crumb: () => <Link to="/variables">Variables</Link> },
  component: Outlet,
});

export const variablesRoute = createRoute({
  getParentRoute: () => variablesLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/variables/variables-page.tsx"), "VariablesPage"),
});

export const variableRoute = createRoute({
  getParentRoute: () => variablesLayoutRoute,
  path: "$name",
  staticData: { crumb: VariableCrumb },
  component: lazyRouteComponent(() => import("../features/variables/variable-page.tsx"), "VariablePage"),
});

function LimitCrumb(): ReactElement {
  const { id } = limitRoute.useParams();
  const { data } = useQuery(limitUseQuery(id));
  return <>{data?.limit.name ?? id.slice(0, 8)}</>;
}

function VariableCrumb(): ReactElement {
  return <>{variableRoute.useParams().name}</>;
}
