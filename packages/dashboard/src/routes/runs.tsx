import type { StateType } from "@weir/contract";
import { STATE_TYPES } from "@weir/contract/states";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import { RUN_SORTS, type RunsSearch, type RunsSort } from "../data/runs-search.ts";
import { rootRoute } from "./root.tsx";

export const runsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/runs",
  staticData: { crumb: () => <Link to="/runs">Runs</Link> },
  component: Outlet,
});

export const runsRoute = createRoute({
  getParentRoute: () => runsLayoutRoute,
  path: "/",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("../features/runs/runs-page.tsx"), "RunsPage"),
});

/** The URL's search; what doesn't fit is left out. */
function readSearch(raw: Record<string, unknown>): RunsSearch {
  const states = Array.isArray(raw["state"]) ? raw["state"] : [raw["state"]];
  const state = states.filter((type): type is StateType => STATE_TYPES.includes(type as StateType));
  return {
    ...(typeof raw["q"] === "string" && raw["q"] !== "" && { q: raw["q"] }),
    ...(typeof raw["q"] === "number" && { q: String(raw["q"]) }),
    ...(state.length > 0 && { state }),
    ...(typeof raw["sort"] === "string" && raw["sort"] in RUN_SORTS && { sort: raw["sort"] as RunsSort }),
    ...(raw["top"] === true && { top: true }),
    ...(typeof raw["since"] === "string" && { since: raw["since"] }),
    ...(typeof raw["until"] === "string" && { until: raw["until"] }),
  };
}
