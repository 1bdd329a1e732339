/** The reference dashboard's addresses: its Python client prints them, and notifications contain them. */
import { createRoute, redirect } from "@tanstack/react-router";
import { rootRoute } from "./root.tsx";

const run = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/runs/$id", params: { id: (params as { id: string }).id }, replace: true });
    },
  });

export const redirectRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/runs", replace: true });
    },
  }),
  run("/runs/flow-run/$id"),
  run("/flow-runs/flow-run/$id"),
  run("/flow-runs/$id"),
  run("/v2/runs/flow-run/$id"),
  run("/v2/flow-runs/flow-run/$id"),
] as const;
