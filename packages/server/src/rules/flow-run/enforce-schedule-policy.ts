import { judgeDue, WAITING } from "../schedules/policy.ts";
import { reject, types, type Rule } from "../rule.ts";
import { propose, scheduled } from "../state.ts";
import type { FlowRunFacts } from "./facts.ts";

/** How long a run waits at the most before it looks again; the end of the other run wakes it. In microseconds. */
const LOOK_AGAIN = 30_000_000;

/** A run of a schedule begins, is left out or waits as the schedule's policy says. */
export const enforceSchedulePolicy: Rule<FlowRunFacts> = {
  name: "enforce-schedule-policy",
  from: types("SCHEDULED"),
  to: types("PENDING", "RUNNING"),
  before({ facts: { due, now } }) {
    if (!due) return undefined;
    const verdict = judgeDue(due);
    switch (verdict.is) {
      case "begin":
        return undefined;
      case "skip":
        return reject(propose("CANCELLED", { name: "Skipped", message: verdict.reason }), verdict.reason);
      case "wait":
        return reject(
          scheduled(now + LOOK_AGAIN, { name: WAITING, message: verdict.reason }),
          verdict.reason,
          verdict.cancel.map((id) => ({ do: "cancel-flow-run", id, reason: "A later run of its schedule is due." })),
        );
    }
  },
};
