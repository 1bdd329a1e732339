import type { StateCreate } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { CORE_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { readFlowRunInput } from "../../storage/queries/flow-run-inputs.ts";
import { lockFlowRun } from "../../storage/queries/flow-runs.ts";
import { joinedState } from "../../storage/queries/states.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Caller, Context } from "../context.ts";
import { addInputWithin } from "../flow-run-inputs.ts";
import { hydrate, HydrationError, loadHydrationFacts } from "../schemas/hydrate.ts";
import { SchemaError, validateValues } from "../schemas/validate.ts";
import { setStateWithin, type Orchestrated } from "./set-state.ts";

/** What is wrong with the input of a resume. */
class InputProblem extends Error {
  override readonly name = "InputProblem";
}

/** The input of a paused run, filled in and checked against the schema that the run asked for. */
async function checkedInput(
  tx: Transaction,
  flow_run_id: string,
  keyset: Readonly<Record<string, unknown>>,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  let values: unknown;
  try {
    values = hydrate(input, await loadHydrationFacts(tx)) ?? {};
  } catch (error) {
    if (error instanceof HydrationError) throw new InputProblem(`Error hydrating run input: ${error.message}`);
    throw error;
  }
  const stored = await tx.first(readFlowRunInput, { flow_run_id, key: String(keyset["schema"]) });
  if (!stored) throw new InputProblem("Run input schema not found.");
  let schema: unknown;
  try {
    schema = JSON.parse(stored.value);
  } catch {
    throw new InputProblem("Run input schema is not valid JSON.");
  }
  try {
    validateValues(schema as object, values);
  } catch (error) {
    if (error instanceof SchemaError) throw new InputProblem(`Reason: ${error.message}`);
    throw error;
  }
  return values;
}

/** `POST /flow_runs/{id}/resume`: a paused run runs on; a suspended one is scheduled again. */
export const resumeFlowRun = (
  context: Context,
  id: string,
  input: Readonly<Record<string, unknown>> | null | undefined,
  caller: Caller,
): Promise<Orchestrated> =>
  context.store.write(async (tx) => {
    const row = await lockFlowRun(tx, id);
    if (!row) throw notFound("Flow run");
    const current = joinedState(row);
    if (current?.type !== "PAUSED")
      return {
        result: {
          state: null,
          status: "ABORT",
          details: { type: "abort_details", reason: "Cannot resume a flow run that is not paused." },
        },
        changed: false,
      };
    const keyset = current.state_details?.run_input_keyset;
    let checked: unknown;
    if (keyset) {
      try {
        checked = await checkedInput(tx, id, keyset, input ?? {});
      } catch (error) {
        if (!(error instanceof InputProblem)) throw error;
        // The reference tells of a rejected input with the details of an abort; its client reads only the reason.
        return {
          result: { state: current, status: "REJECT", details: { type: "abort_details", reason: error.message } },
          changed: false,
        };
      }
    }
    const next: StateCreate = current.state_details?.pause_reschedule
      ? { type: "SCHEDULED", name: "Resuming" }
      : { type: "RUNNING" };
    const answer = await setStateWithin(context, tx, id, next, CORE_FLOW_POLICY, caller);
    if (keyset && answer.result.status === "ACCEPT")
      await addInputWithin(context, tx, id, { key: String(keyset["response"]), value: JSON.stringify(checked) });
    return answer;
  });
