import Type, { type Static } from "typebox";
import { DateTime } from "../schema.ts";

export const TaskWorkerFilter = Type.Object(
  {
    task_keys: Type.Array(Type.String()),
  },
  { title: "TaskWorkerFilter" },
);
export type TaskWorkerFilter = Static<typeof TaskWorkerFilter>;

export const TaskWorkerResponse = Type.Object(
  {
    identifier: Type.String(),
    task_keys: Type.Array(Type.String()),
    timestamp: DateTime(),
  },
  { title: "TaskWorkerResponse" },
);
export type TaskWorkerResponse = Static<typeof TaskWorkerResponse>;
