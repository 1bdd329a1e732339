import type { OrchestrationResult } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { NO_DETAILS, type Details, type ProposedState } from "../../rules/state.ts";
import { lockFlowRun } from "../../storage/queries/flow-runs.ts";
import { acceptLateResult as markAccepted, readLateResult } from "../../storage/queries/late-results.ts";
import type { Context } from "../context.ts";
import { orchestrated } from "./set-state.ts";
import { transition } from "./transition.ts";

/** `POST /weir/flow_runs/{id}/late_results/{number}/accept`: the run enters the state that was reported. */
export const acceptLateResult = (context: Context, id: string, number: number): Promise<OrchestrationResult> =>
  context.store.write(async (tx) => {
    const row = await lockFlowRun(tx, id);
    const late = row && (await tx.first(readLateResult, { flow_run_id: id, number }));
    if (!row || !late) throw notFound("Late result");
    if (row.lost === null || row.attempt !== late.attempt)
      throw new Refusal(
        "conflict",
        `Late result ${number} is of attempt ${late.attempt}, and attempt ${row.attempt} of the run has begun since.`,
      );
    const { state_details, data, ...given } = JSON.parse(late.state) as Omit<ProposedState, "details"> & {
      state_details: Details;
    };
    // The word is a person's now, not the process's: the proposal no longer goes by its name.
    const details = { ...NO_DETAILS, ...state_details, transition_id: null };
    const outcome = await transition(context, tx, row, { ...given, data, details }, MINIMAL_FLOW_POLICY);
    if (outcome.entered) await tx.run(markAccepted, { flow_run_id: id, number, accepted: context.clock.now() });
    return orchestrated(outcome.verdict, outcome.row, outcome.entered).result;
  });
