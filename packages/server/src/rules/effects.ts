import type { FlowRunPolicy } from "@weir/contract";
import type { ProposedState } from "./state.ts";

type PolicyFields = Required<Pick<FlowRunPolicy, "resuming" | "pause_keys" | "retry_type">>;

/** What a verdict asks the operation to do, in the same transaction, besides writing the state. */
export type Effect =
  /** Change fields of the flow run's `empirical_policy`. */
  | { readonly do: "set-policy"; readonly fields: Partial<PolicyFields> }
  /** Set the run count before it is counted up. */
  | { readonly do: "set-run-count"; readonly value: number }
  /** Note on the task run which execution of its flow run it belongs to. */
  | { readonly do: "set-flow-run-run-count"; readonly value: number }
  /** Keep a completed state under its cache key. */
  | { readonly do: "insert-cache"; readonly key: string }
  /** Keep what the process of a lost attempt proposed, for a person to accept. */
  | { readonly do: "keep-late-result"; readonly proposed: ProposedState }
  /** Ask for the end of another run. */
  | { readonly do: "cancel-flow-run"; readonly id: string; readonly reason: string }
  /** Take one slot of the deployment's limit; the PENDING state then carries its lease. */
  | { readonly do: "acquire-deployment-slot"; readonly leaseSeconds: number }
  /** Keep the lease of the deployment's slot alive. */
  | { readonly do: "renew-deployment-slot"; readonly leaseId: string; readonly leaseSeconds: number }
  /** Give back what `acquire-deployment-slot` of this transition took. */
  | { readonly do: "undo-deployment-slot" }
  /** Give back the deployment's slot that the run holds, by its lease where it has one. */
  | { readonly do: "release-deployment-slot"; readonly leaseId: string | null }
  /** Drop the lease record of a client too old to renew it; the slot stays taken. */
  | { readonly do: "forget-deployment-lease"; readonly leaseId: string }
  /** Take a slot of each limit on the task run's tags. */
  | { readonly do: "acquire-task-slots" }
  /** Give back the tag slots that the task run holds. */
  | { readonly do: "release-task-slots" };
