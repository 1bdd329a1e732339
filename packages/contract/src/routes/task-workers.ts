import Type from "typebox";
import { route } from "../route.ts";
import { Nullable } from "../schema.ts";
import { TaskWorkerFilter, TaskWorkerResponse } from "../schemas/task-workers.ts";

export const taskWorkers = {
  filter: route({
    method: "POST",
    path: "/task_workers/filter",
    tag: "Task Workers",
    body: Type.Object({
      task_worker_filter: Type.Optional(Nullable(TaskWorkerFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(TaskWorkerResponse) },
  }),
} as const;
