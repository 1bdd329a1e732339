import { amend, types, type Rule } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A background task keeps the address of its arguments. */
export const copyTaskParameters: Rule<TaskRunFacts> = {
  name: "copy-task-parameters",
  from: types("SCHEDULED", "PENDING"),
  to: types("PENDING", "RUNNING"),
  before({ initial, proposed }) {
    if (proposed.details.task_parameters_id || !initial?.details.task_parameters_id) return undefined;
    const { task_parameters_id } = initial.details;
    return amend({ ...proposed, details: { ...proposed.details, task_parameters_id } });
  },
};
