import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { deploymentQuery } from "../data/deployments.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const deploymentsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/deployments",
  staticData: { crumb: () => <Link to="/deployments">Deployments</Link> },
  component: Outlet,
});

export const deploymentsRoute = createRoute({
  getParentRoute: () => deploymentsLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/deployments/deployments-page.tsx"), "DeploymentsPage"),
});

export const deploymentRoute = createRoute({
  getParentRoute: () => deploymentsLayoutRoute,
  path: "$id",
  staticData: { crumb: DeploymentCrumb },
  component: lazyRouteComponent(() => import("../features/deployments/deployment-page.tsx"), "DeploymentPage"),
});

function DeploymentCrumb(): ReactElement {
  const { id } = deploymentRoute.useParams();
  const { data } = useQuery(deploymentQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
