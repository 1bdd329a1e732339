import { abort, ALL, reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A task runs only inside a running flow; inside a paused one it waits. */
export const preventRunningInStoppedFlows: Rule<TaskRunFacts> = {
  name: "prevent-running-in-stopped-flows",
  from: ALL,
  to: types("RUNNING"),
  before({ facts: { flowRun } }) {
    if (!flowRun || flowRun.state?.type === "RUNNING") return undefined;
    if (flowRun.state?.type !== "PAUSED") return abort("The enclosing flow must be running to begin task execution.");
    const { pause_timeout, pause_reschedule } = flowRun.state.details;
    return reject(
      propose("PAUSED", { name: "NotReady", details: { pause_timeout, pause_reschedule } }),
      `The flow is paused, new tasks can execute after resuming flow run: ${flowRun.id}.`,
    );
  },
};
