import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import {
  createTaskRun,
  deleteTaskRunById,
  readTaskRunById,
  setTaskRunState,
  updateTaskRunName,
} from "../operations/task-runs/task-runs.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const taskRuns = (context: Context): Endpoint[] => [
  endpoint(routes.taskRuns.create, async ({ body }) => {
    const result = await createTaskRun(context, body);
    return result.created ? created(result.run) : ok(result.run);
  }),
  endpoint(routes.taskRuns.read, async ({ params }) => ok(await readTaskRunById(context, params.id))),
  endpoint(routes.taskRuns.update, async ({ params, body }) => {
    await updateTaskRunName(context, params.id, body.name);
    return noContent;
  }),
  endpoint(routes.taskRuns.delete, async ({ params }) => {
    await deleteTaskRunById(context, params.id);
    return noContent;
  }),
  endpoint(routes.taskRuns.setState, async ({ params, body }) => {
    const { result, changed } = await setTaskRunState(context, params.id, body);
    return changed ? created(result) : ok(result);
  }),
];
