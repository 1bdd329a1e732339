/** Pausing a flow run, and resuming one. */
import { formatTime } from "@weir/contract/time";
import { randomUUID } from "node:crypto";
import { backend as currentBackend } from "./backend.ts";
import { type Duration, milliseconds } from "./duration.ts";
import { elapsed } from "./engine/clock.ts";
import type { FlowRun } from "./engine/flow-run.ts";
import { jsonSchemaOf, type ParameterSchema, type Parameters, validateParameters } from "./engine/parameters.ts";
import { currentScope } from "./engine/scope.ts";
import { pause as sleep } from "./engine/sleep.ts";
import type { OutputOf, StandardSchema } from "./engine/standard-schema.ts";
import { now } from "./engine/time.ts";
import { NoRunContext, RunAborted, RunPaused, WaitTimedOut } from "./errors.ts";

export interface PauseOptions {
  /** How long to wait to be resumed; then the run fails. Default one hour. */
  readonly timeout?: Duration;
  /** Tells this pause from others of the run: a pause whose key was passed before is passed at once. Default: its number. */
  readonly key?: string;
  /** What whoever resumes the run has to give: an object. Default: nothing. */
  readonly input?: ParameterSchema;
  /** Shown to whoever is asked for the input. */
  readonly description?: string;
}

/** First look whether the run was resumed, and the longest time between two looks. */
const FIRST_LOOK_MS = 200;
const LONGEST_LOOK_MS = 5000;

/**
 * Pauses the flow run, in this process, until it is resumed; gives the input, if one was asked for.
 *
 * @throws WaitTimedOut if it is not resumed in time
 */
export function pause<S extends StandardSchema>(options: PauseOptions & { readonly input: S }): Promise<OutputOf<S>>;
export function pause(options: PauseOptions & { readonly input: ParameterSchema }): Promise<Parameters>;
export function pause(options?: PauseOptions): Promise<void>;
export async function pause(options: PauseOptions = {}): Promise<unknown> {
  const run = currentFlowRun("pause");
  const key = options.key ?? String((run.pauses += 1));
  const keyset = options.input && inputKeys("paused", key);
  const timeout = milliseconds(options.timeout ?? "1h", "timeout");
  const state = await run.propose({
    type: "PAUSED",
    details: { pause_timeout: instantIn(timeout), pause_key: key, ...(keyset && { run_input_keyset: { ...keyset } }) },
  });
  if (state.type === "PAUSED") {
    if (keyset) await askForInput(run, keyset, options);
    await waitForResume(run, timeout);
  } else if (state.type !== "RUNNING") throw new RunAborted(`the run cannot be paused: it is ${state.name}`);
  return keyset && readInput(run, keyset, options.input!);
}

/**
 * Suspends the flow run: the function is left here, and the process may end. Once resumed, the run starts anew
 * elsewhere, and the `suspend()` with the same key is then passed. Only runs of deployments can be suspended.
 */
export async function suspend(options: PauseOptions = {}): Promise<unknown> {
  const run = currentFlowRun("suspend");
  const key = options.key ?? String((run.pauses += 1));
  const keyset = options.input && inputKeys("suspended", key);
  const timeout = milliseconds(options.timeout ?? "1h", "timeout");
  const state = await run.propose({
    type: "PAUSED",
    name: "Suspended",
    details: {
      pause_timeout: instantIn(timeout),
      pause_reschedule: true,
      pause_key: key,
      ...(keyset && { run_input_keyset: { ...keyset } }),
    },
  });
  if (state.type === "PAUSED") {
    if (keyset) await askForInput(run, keyset, options);
    throw new RunPaused(`flow run ${run.name} is suspended`);
  }
  if (state.type !== "RUNNING") throw new RunAborted(`the run cannot be suspended: it is ${state.name}`);
  return keyset && readInput(run, keyset, options.input!);
}

/**
 * Resumes a paused or suspended flow run.
 *
 * @throws RunAborted if it is not paused, or the input is not what it asks for
 */
export async function resume(flowRunId: string, options: { readonly input?: Parameters } = {}): Promise<void> {
  const { api } = currentScope()?.backend ?? (await currentBackend());
  const answer = await api.flowRuns.resume({ id: flowRunId }, options.input ? { run_input: { ...options.input } } : {});
  if (answer.status === "ACCEPT") return;
  const { reason } = answer.details as { reason?: string | null };
  throw new RunAborted(`flow run ${flowRunId} was not resumed: ${reason ?? answer.status}`);
}

function currentFlowRun(what: string): FlowRun {
  const flow = currentScope()?.flow;
  if (!flow) throw new NoRunContext(`${what}() was called outside of a flow run`);
  return flow;
}

interface InputKeys {
  readonly schema: string;
  readonly description: string;
  readonly response: string;
}

function inputKeys(state: string, key: string): InputKeys {
  const prefix = `${state}-${key.toLowerCase().replace(/[^a-z0-9-]/g, "-") || randomUUID()}`;
  return { schema: `${prefix}-schema`, description: `${prefix}-description`, response: `${prefix}-response` };
}

const instantIn = (millis: number): string => formatTime(now() + Math.round(millis * 1000));

async function askForInput(run: FlowRun, keys: InputKeys, { input, description }: PauseOptions): Promise<void> {
  const { flowRuns } = run.backend.api;
  const schema = jsonSchemaOf(input) ?? { type: "object" };
  await flowRuns.createInput({ id: run.id }, { key: keys.schema, value: JSON.stringify(schema) });
  if (description !== undefined)
    await flowRuns.createInput({ id: run.id }, { key: keys.description, value: description });
}

async function waitForResume(run: FlowRun, timeoutMillis: number): Promise<void> {
  const until = elapsed() + timeoutMillis;
  const { signal } = run.attempt;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)) {
    await sleep(Math.min(wait, Math.max(0, until - elapsed())), signal);
    signal.throwIfAborted();
    const { state, run_count: runCount } = await run.backend.api.flowRuns.read({ id: run.id });
    if (state?.type === "RUNNING") {
      run.resumed(state, runCount ?? run.runCount);
      return;
    }
    if (state?.type !== "PAUSED") throw new RunAborted(`the run was not resumed: it is ${state?.name}`);
    if (elapsed() >= until) throw new WaitTimedOut(`flow run ${run.name} was paused and never resumed`);
  }
}

async function readInput(run: FlowRun, keys: InputKeys, schema: ParameterSchema): Promise<unknown> {
  const stored: unknown = await run.backend.api.flowRuns.readInput({ id: run.id, key: keys.response });
  const value = (typeof stored === "string" ? JSON.parse(stored) : stored) as Parameters;
  return validateParameters(`${run.flowName}: input`, schema, value);
}
