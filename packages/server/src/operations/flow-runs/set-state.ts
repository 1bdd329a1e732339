import { seconds, type OrchestrationResult, type SetFlowRunStateAdditions, type StateCreate } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import type { Verdict } from "../../rules/evaluate.ts";
import type { FlowRunFacts } from "../../rules/flow-run/facts.ts";
import { CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import type { Policy } from "../../rules/rule.ts";
import type { State } from "../../rules/state.ts";
import { lockFlowRun } from "../../storage/queries/flow-runs.ts";
import { joinedState, type JoinedState } from "../../storage/queries/states.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Caller, Context } from "../context.ts";
import { proposalOf } from "../states.ts";
import { transition, type TransitionOptions } from "./transition.ts";

/** An answer to a proposal; `changed` if a state was written. */
export interface Orchestrated {
  readonly result: OrchestrationResult;
  readonly changed: boolean;
}

export function detailsOf({ status, reason, delaySeconds }: Verdict): OrchestrationResult["details"] {
  switch (status) {
    case "ACCEPT":
      return { type: "accept_details" };
    case "REJECT":
      return { type: "reject_details", reason };
    case "WAIT":
      return { type: "wait_details", delay_seconds: delaySeconds, reason };
    case "ABORT":
      return { type: "abort_details", reason };
  }
}

/** The answer that tells of a verdict, with the state the run is in now; an entered one with its data as proposed. */
export function orchestrated(verdict: Verdict, row: JoinedState, entered: State | null): Orchestrated {
  const state = joinedState(row);
  return {
    result: {
      state: state && entered ? { ...state, data: entered.data ?? null } : state,
      status: verdict.status,
      details: detailsOf(verdict),
    },
    changed: entered !== null,
  };
}

/** Proposes a state for a run within a transaction of the caller's. */
export async function setStateWithin(
  context: Context,
  tx: Transaction,
  id: string,
  state: StateCreate,
  policy: Policy<FlowRunFacts>,
  options: Pick<TransitionOptions, "clientVersion" | "heartbeat">,
): Promise<Orchestrated> {
  const row = await lockFlowRun(tx, id);
  if (!row) throw new Refusal("object_not_found", `Flow run with id ${id} not found`);
  const outcome = await transition(context, tx, row, proposalOf(state, context.clock.now()), policy, {
    clientVersion: options.clientVersion ?? null,
    heartbeat: options.heartbeat,
  });
  return orchestrated(outcome.verdict, outcome.row, outcome.entered);
}

/** `POST /flow_runs/{id}/set_state`. */
export const setFlowRunState = (
  context: Context,
  id: string,
  body: { readonly state: StateCreate; readonly force?: boolean | undefined },
  { clientVersion }: Caller,
  additions: SetFlowRunStateAdditions = {},
): Promise<Orchestrated> =>
  context.store.write((tx) =>
    setStateWithin(context, tx, id, body.state, body.force ? MINIMAL_FLOW_POLICY : CORE_FLOW_POLICY, {
      clientVersion,
      heartbeat: additions.heartbeat === undefined ? undefined : seconds(additions.heartbeat),
    }),
  );
