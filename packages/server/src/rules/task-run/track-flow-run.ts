import { ALL, types, type Rule } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A task run that starts notes which execution of its flow run it belongs to. */
export const trackFlowRun: Rule<TaskRunFacts> = {
  name: "track-flow-run",
  from: ALL,
  to: types("RUNNING"),
  after: ({ facts: { flowRun } }) => (flowRun ? [{ do: "set-flow-run-run-count", value: flowRun.run_count }] : []),
};
