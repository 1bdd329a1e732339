import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { CompareSearch } from "../data/compare.ts";
import { runsLayoutRoute } from "./runs.tsx";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const compareRoute = createRoute({
  getParentRoute: () => runsLayoutRoute,
  path: "compare",
  validateSearch: ({ a, b }: Record<string, unknown>): CompareSearch => ({
    ...(typeof a === "string" && UUID.test(a) && { a }),
    ...(typeof b === "string" && UUID.test(b) && { b }),
  }),
  staticData: { crumb: () => <>Compare</> },
  component: lazyRouteComponent(() => import("../features/compare/compare-page.tsx"), "ComparePage"),
});
