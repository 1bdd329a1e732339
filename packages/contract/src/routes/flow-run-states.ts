import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { State } from "../schemas/states.ts";

export const flowRunStates = {
  list: route({
    method: "GET",
    path: "/flow_run_states/",
    tag: "Flow Run States",
    query: Type.Object({ flow_run_id: Uuid() }),
    responses: { 200: Type.Array(State) },
  }),
  read: route({
    method: "GET",
    path: "/flow_run_states/:id",
    tag: "Flow Run States",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: State },
  }),
} as const;
