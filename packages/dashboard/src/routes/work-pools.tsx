import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { rootRoute } from "./root.tsx";

export const workPoolsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/work-pools",
  staticData: { crumb: () => <Link to="/work-pools">Work pools</Link> },
  component: Outlet,
});

export const workPoolsRoute = createRoute({
  getParentRoute: () => workPoolsLayoutRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../features/work-pools/work-pools-page.tsx"), "WorkPoolsPage"),
});

export const workPoolRoute = createRoute({
  getParentRoute: () => workPoolsLayoutRoute,
  path: "$name",
  staticData: { crumb: WorkPoolCrumb },
  component: lazyRouteComponent(() => import("../features/work-pools/work-pool-page.tsx"), "WorkPoolPage"),
});

function WorkPoolCrumb(): ReactElement {
  return <>{workPoolRoute.useParams().name}</>;
}
