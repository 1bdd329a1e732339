/**
 * SIGINT and SIGTERM while flow runs are active: they are recorded as crashed, then the process ends by that signal.
 * A run of a deployment that somebody is cancelling is cancelled instead: it is how workers ask its process to stop.
 *
 * C1  The handlers are there only while a run is active, and only then.
 * C2  The process ends within a bounded time, whether or not the server answers.
 * C3  If the program handles the signal itself, it also decides when to end.
 */
import { constants } from "node:os";
import { RunCrashed } from "../errors.ts";
import type { FlowRun } from "./flow-run.ts";
import { pause } from "./sleep.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** How long telling the server may take. */
const PATIENCE_MS = 5000;

/** Active runs, with what cancels them. */
const active = new Map<FlowRun, () => void>();
let ending: Promise<void> | undefined;

/** Resolves when the crash has been told, if the program goes on then (C3). Until then no caller of a flow may go on. */
export const crashTold = (): Promise<void> => ending ?? Promise.resolve();

export function activate(run: FlowRun, cancel: () => void): void {
  if (active.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  active.set(run, cancel);
}

export function deactivate(run: FlowRun): void {
  active.delete(run);
  if (active.size === 0) for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  const isOursAlone = process.listenerCount(signal) === 1;
  const message =
    signal === "SIGINT"
      ? "Execution was interrupted."
      : "Execution was cancelled by the runtime environment (SIGTERM).";
  const runs = [...active];
  for (const [run] of runs) deactivate(run);
  const stopped = runs.map(async ([run, cancel]) => {
    const isCancelled = await beingCancelled(run);
    if (isCancelled) cancel();
    else await crash(run, message);
    return isCancelled;
  });
  ending = Promise.race([Promise.allSettled(stopped), pause(PATIENCE_MS)]).then((outcomes) => {
    // Cancelled runs end by themselves, and with the last one the process.
    if (outcomes?.some((outcome) => outcome.status === "fulfilled" && outcome.value)) return undefined;
    if (!isOursAlone) return undefined;
    // The first process of a container is spared the signals that it sends itself.
    if (process.pid === 1) process.exit(128 + constants.signals[signal]);
    process.kill(process.pid, signal);
    return new Promise<void>(() => {}); // the signal is on its way
  });
}

/** Whether somebody is cancelling the run, or the one that it is a part of. Asked for runs of deployments only. */
async function beingCancelled(run: FlowRun): Promise<boolean> {
  let whole = run;
  while (whole.parent) whole = whole.parent;
  if (whole.deploymentId === undefined) return false;
  try {
    const { state } = await whole.backend.api.flowRuns.read({ id: whole.id });
    return state?.type === "CANCELLING" || state?.type === "CANCELLED";
  } catch {
    return false; // a server that does not answer must not keep the process from ending
  }
}

async function crash(run: FlowRun, message: string): Promise<void> {
  // An end that is on its way stands: a crash that overtook it would be followed by it.
  await run.end?.catch(() => {});
  if (run.state.isFinal) return;
  const error = new RunCrashed(message);
  for (const task of run.open) task.crash(message);
  run.attempt.interrupt(error);
  await run.backend.events.flush().catch(() => {}); // the state of the run itself matters more
  // Where a worker ends the process, the server's rules decide between this and what the worker says.
  const force = run.deploymentId === undefined;
  await run.propose({ type: "CRASHED", message, outcome: { kind: "error", error } }, force);
  await run.backend.logs.flush();
}
