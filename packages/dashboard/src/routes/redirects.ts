/** The reference dashboard's addresses: its Python client prints them, and notifications contain them. */
import { createRoute, notFound, redirect } from "@tanstack/react-router";
import { taskRunQuery } from "../data/task-runs.ts";
import { rootRoute } from "./root.tsx";

const run = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/runs/$id", params: { id: (params as { id: string }).id }, replace: true });
    },
  });

/** A task run is shown in the timeline of its flow run. */
const taskRun = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    loader: async ({ params, context }) => {
      const { id } = params as { id: string };
      const task = await context.queryClient.ensureQueryData(taskRunQuery(id));
      throw task.flow_run_id
        ? redirect({ to: "/runs/$id", params: { id: task.flow_run_id }, search: { task: id }, replace: true })
        : notFound();
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
  taskRun("/runs/task-run/$id"),
  taskRun("/task-runs/task-run/$id"),
  taskRun("/v2/runs/task-run/$id"),
] as const;
