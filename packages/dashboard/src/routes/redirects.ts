/** The reference dashboard's addresses: its Python client prints them, and notifications contain them. */
import { createRoute, redirect } from "@tanstack/react-router";
import { taskRunQuery } from "../data/task-runs.ts";
import { rootRoute } from "./root.tsx";

const run = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ params }): void => {
      redirect({ to: "/runs/$id", params: { id: (params as { id: string }).id }, replace: true, throw: true });
    },
  });

const deployment = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ params }): void => {
      redirect({ to: "/deployments/$id", params: { id: (params as { id: string }).id }, replace: true, throw: true });
    },
  });

const block = <const Path extends string>(path: Path, edits = false) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ params }): void => {
      const { id } = params as { id: string };
      redirect({ to: edits ? "/blocks/$id/edit" : "/blocks/$id", params: { id }, replace: true, throw: true });
    },
  });

const blockType = createRoute({
  getParentRoute: () => rootRoute,
  path: "/blocks/catalog/$slug/create",
  beforeLoad: ({ params }): void => {
    redirect({ to: "/blocks/catalog/$slug", params: { slug: params.slug }, replace: true, throw: true });
  },
});

/** A task run is shown in the timeline of its flow run; one that has none, on its own page. */
const taskRun = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    loader: async ({ params, context }): Promise<void> => {
      const { id } = params as { id: string };
      const { flow_run_id: run } = await context.queryClient.ensureQueryData(taskRunQuery(id));
      if (!run) redirect({ to: "/task-runs/$id", params: { id }, replace: true, throw: true });
      else redirect({ to: "/runs/$id", params: { id: run }, search: { task: id }, replace: true, throw: true });
    },
  });

export const redirectRoutes = [
  run("/runs/flow-run/$id"),
  run("/flow-runs/flow-run/$id"),
  run("/flow-runs/$id"),
  run("/v2/runs/flow-run/$id"),
  run("/v2/flow-runs/flow-run/$id"),
  deployment("/deployments/deployment/$id"),
  deployment("/v2/deployments/deployment/$id"),
  block("/blocks/block/$id"),
  block("/blocks/block/$id/edit", true),
  block("/v2/blocks/block/$id"),
  blockType,
  taskRun("/runs/task-run/$id"),
  taskRun("/task-runs/task-run/$id"),
  taskRun("/v2/runs/task-run/$id"),
] as const;
