import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { State } from "../schemas/states.ts";

export const taskRunStates = {
  list: route({
    method: "GET",
    path: "/task_run_states/",
    tag: "Task Run States",
    query: Type.Object({ task_run_id: Uuid() }),
    responses: { 200: Type.Array(State) },
  }),
  read: route({
    method: "GET",
    path: "/task_run_states/:id",
    tag: "Task Run States",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: State },
  }),
} as const;
