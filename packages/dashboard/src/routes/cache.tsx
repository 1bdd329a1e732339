import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const cacheRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/cache",
  staticData: { crumb: () => "Cache" },
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/cache/cache-page.tsx"), "CachePage"),
});
