/**
 * Sees to it that a run whose infrastructure has ended has an end on the server.
 *
 * S1  What the run has recorded itself stands: only a run without an end gets one here.
 * S2  A run that waits for somebody to execute it (suspended, scheduled anew) is left alone.
 */
import { type Client, NotFound } from "@weir/client";
import type { FlowRunResponse, LogCreate, StateCreate } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { formatTime } from "@weir/contract/time";
import type { Ending } from "./launcher.ts";

/** What was found to be so, and done. */
export type Settlement = "ended" | "waiting" | "cancelled" | "crashed" | "gone";

/** @param cancelled whether this worker has ended the infrastructure as somebody was cancelling the run */
export async function settle(api: Client, id: string, ending: Ending, cancelled: boolean): Promise<Settlement> {
  let run: FlowRunResponse;
  try {
    run = await api.flowRuns.read({ id });
  } catch (error) {
    if (error instanceof NotFound) return "gone";
    throw error;
  }
  const { state } = run;
  if (isFinalType(state?.type)) return "ended";
  if (cancelled || state?.type === "CANCELLING")
    return cancel(api, id, "Flow run was cancelled; its infrastructure was ended.");
  if (isWaiting(run, ending.ok)) return "waiting";
  await sendOutput(api, id, ending.output);
  return crash(api, id, `Flow run has no end of its own: ${ending.reason}.`);
}

/** Crashes a run for which nothing could be started. */
export async function settleUnstarted(api: Client, id: string, message: string): Promise<void> {
  await crash(api, id, message);
}

/** Gives a run back that was claimed, and for which nothing was started. */
export async function handBack(api: Client, id: string): Promise<boolean> {
  const { state } = await api.flowRuns.read({ id }).catch((error: unknown) => {
    if (error instanceof NotFound) return { state: undefined }; // it was deleted
    throw error;
  });
  if (state?.type === "CANCELLING") return (await cancel(api, id)) === "cancelled";
  if (state?.type !== "PENDING") return false;
  const scheduled = { scheduled_time: state.state_details?.scheduled_time ?? formatTime(Date.now() * 1000) };
  const { status } = await api.flowRuns.setState(
    { id },
    { state: { type: "SCHEDULED", state_details: scheduled }, force: true },
  );
  return status === "ACCEPT";
}

function isWaiting({ state, empirical_policy }: FlowRunResponse, ok: boolean): boolean {
  if (state?.type === "PAUSED") return state.state_details?.pause_reschedule === true;
  if (state?.type !== "SCHEDULED") return false;
  // The next attempt of a run whose process is gone would be nobody's.
  return ok || empirical_policy?.retry_type !== "in_process";
}

/** By the rules: an end that the run has reported meanwhile stands (S1). */
async function crash(api: Client, id: string, message: string): Promise<Settlement> {
  const { state } = await api.flowRuns.setState({ id }, { state: { type: "CRASHED", message } });
  return state?.type === "CRASHED" ? "crashed" : "ended";
}

async function cancel(api: Client, id: string, message?: string): Promise<Settlement> {
  const state: StateCreate = { type: "CANCELLED", ...(message === undefined ? {} : { message }) };
  await api.flowRuns.setState({ id }, { state, force: true });
  return "cancelled";
}

async function sendOutput(api: Client, id: string, output: readonly string[]): Promise<void> {
  if (output.length === 0) return;
  const log: LogCreate = {
    name: "weir.worker",
    level: 40,
    message: `The last that the process printed:\n${output.join("\n")}`,
    timestamp: formatTime(Date.now() * 1000),
    flow_run_id: id,
    task_run_id: null,
  };
  await api.logs.create([log]).catch(() => {}); // the state matters more, and says why
}
