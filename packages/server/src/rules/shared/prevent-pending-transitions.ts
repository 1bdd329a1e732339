import { abort, amend, types, type Rule } from "../rule.ts";

/**
 * The claim: only one worker can move a run into PENDING. Within PENDING only a change of name passes, by which its
 * holder tells how far it is.
 */
export const preventPendingTransitions: Rule<unknown> = {
  name: "prevent-pending-transitions",
  from: types("PENDING", "CANCELLING", "RUNNING", "CANCELLED"),
  to: types("PENDING"),
  before({ initial, proposed }) {
    if (!initial) return undefined;
    if (initial.type === "PENDING" && proposed.name !== initial.name && proposed.name !== "Pending") {
      const { scheduled_time, deployment_concurrency_lease_id } = initial.details;
      return amend({ ...proposed, details: { ...proposed.details, scheduled_time, deployment_concurrency_lease_id } });
    }
    return abort(`This run is in a ${initial.type} state and cannot transition to a PENDING state.`);
  },
};
