import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.tsx";

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  staticData: { crumb: () => <>Home</> },
  component: lazyRouteComponent(() => import("../features/home/home-page.tsx"), "HomePage"),
});
