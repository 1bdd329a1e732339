import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const taskWorkers = ({ work }: Context): Endpoint[] => [
  endpoint(routes.taskWorkers.filter, async ({ body }) =>
    ok(work.taskWorkers.list(body.task_worker_filter?.task_keys)),
  ),
];
