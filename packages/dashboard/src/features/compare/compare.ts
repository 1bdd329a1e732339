/** Two runs side by side: what differs between them. Pure. */
import type { FlowRunResponse, StateType } from "@weir/contract";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../data/run-tree.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { toMillis } from "../../ui/format/time.ts";
import { stateLabel } from "../../ui/states.ts";
import { around, type Bar, barOf, countStates, sharedName } from "../run/folded.ts";

/** All runs of one task, or of one flow as a subflow, within a run. */
export interface Side {
  readonly size: number;
  /** How long those that ended took, all together; `undefined` while none has. */
  readonly seconds: number | undefined;
  readonly bar: Bar;
  readonly counts: readonly (readonly [StateType, number])[];
}

export interface TaskPair {
  readonly key: string;
  readonly label: string;
  readonly a: Side | undefined;
  readonly b: Side | undefined;
  /** Their states differ, or one of them is not there. */
  readonly differs: boolean;
  /** How much longer it took in b, in seconds. */
  readonly delta: number | undefined;
}

type TreeRun = TreeTaskRun | TreeFlowRun;

/** What ran in either, in the order in which it began. */
export function pairTasks(a: RunTree, b: RunTree): readonly TaskPair[] {
  const [ofA, ofB] = [byTask(a), byTask(b)];
  const keys = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const pairs = keys.map((key): TaskPair => {
    const [runsA, runsB] = [ofA.get(key), ofB.get(key)];
    const [sideA, sideB] = [runsA && sideOf(runsA), runsB && sideOf(runsB)];
    return {
      key,
      label: labelOf(key, runsA ?? runsB ?? []),
      a: sideA,
      b: sideB,
      differs: JSON.stringify(sideA?.counts) !== JSON.stringify(sideB?.counts),
      delta: sideA?.seconds === undefined || sideB?.seconds === undefined ? undefined : sideB.seconds - sideA.seconds,
    };
  });
  // Each run's own clock: they began at different times.
  const begins = ({ a: first, b: second }: TaskPair): number =>
    Math.min((first?.bar.start ?? Infinity) - startOf(a), (second?.bar.start ?? Infinity) - startOf(b));
  const known = new Map(pairs.map((pair) => [pair, begins(pair)]));
  return pairs.toSorted((one, other) => known.get(one)! - known.get(other)! || 0);
}

const startOf = ({ taskRuns }: RunTree): number =>
  taskRuns.reduce((least, run) => Math.min(least, run.start ?? Infinity), Infinity);

function byTask({ taskRuns, flowRuns }: RunTree): ReadonlyMap<string, readonly TreeRun[]> {
  const trackers = new Set(flowRuns.map((run) => run.parent_task_run_id));
  const all: readonly TreeRun[] = [...taskRuns.filter((run) => !trackers.has(run.id)), ...flowRuns];
  return Map.groupBy(all, (run) => ("flow_id" in run ? `flow ${run.flow_id}` : `task ${run.task_key}`));
}

function sideOf(runs: readonly TreeRun[]): Side {
  const ended = runs.flatMap(({ start, end }) => (start === undefined || end === undefined ? [] : [end - start]));
  return {
    size: runs.length,
    seconds: ended.length === 0 ? undefined : ended.reduce((sum, millis) => sum + millis, 0) / 1000,
    bar: around(runs.map(barOf)),
    counts: countStates(runs),
  };
}

function labelOf(key: string, runs: readonly TreeRun[]): string {
  const name = sharedName(runs);
  return key.startsWith("flow ") ? `subflow ${name}` : name;
}

export interface Difference {
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** Of values by name, those that differ; what one does not have is `undefined` there. */
export function differences(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => !isSame(a[name], b[name]))
    .map((name) => ({ name, a: a[name], b: b[name] }));
}

/** True for equal JSON: the order of an object's members means nothing. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [namesA, namesB] = [Object.keys(a), Object.keys(b)];
  return (
    namesA.length === namesB.length &&
    namesA.every((name) => Object.hasOwn(b, name) && isSame(a[name as never], b[name as never]))
  );
}

/** What is told of a run beside its parameters. */
export const settingsOf = (run: FlowRunResponse): Readonly<Record<string, unknown>> => ({
  flow: run.flow_id,
  "flow version": run.flow_version ?? null,
  deployment: run.deployment_id ?? null,
  "deployment version": run.deployment_version ?? null,
  "work pool": run.work_pool_name ?? null,
  "work queue": run.work_queue_name ?? null,
  "job variables": run.job_variables ?? {},
  tags: run.tags ?? [],
  attempts: run.run_count ?? 0,
});

/** What stands out, in a sentence or two. */
export function compareStory(a: FlowRunResponse, b: FlowRunResponse, pairs: readonly TaskPair[]): string {
  const [nameA, nameB] = [a.name ?? "the first", b.name ?? "the second"];
  const [endA, endB] = [endOf(a), endOf(b)];
  const [tookA, tookB] = [secondsOf(a), secondsOf(b)];
  const parts = [
    endA === endB ? `Both ${endA}` : `${nameA} ${endA}, ${nameB} ${endB}`,
    ...(tookA === undefined || tookB === undefined ? [] : [longer(nameB, tookB - tookA, tookA)]),
  ];
  const first = pairs.find(({ differs }) => differs);
  const tasks =
    pairs.length === 0
      ? ""
      : first
        ? ` The first task that differs is ${first.label}.`
        : " Their tasks ended in the same states.";
  return `${parts.join("; ")}.${tasks}`;
}

/** `completed`, `failed`, `is now running` */
function endOf({ state_type: type, state_name: name }: FlowRunResponse): string {
  const label = stateLabel(type, name).toLowerCase();
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" ? label : `is now ${label}`;
}

function longer(name: string, delta: number, of: number): string {
  // Less than a hundredth is no difference that anybody could have made.
  if (Math.abs(delta) <= of / 100) return "both took the same time";
  return `${name} took ${formatDuration(Math.abs(delta))} ${delta > 0 ? "longer" : "less"}`;
}

function secondsOf({ start_time, end_time }: FlowRunResponse): number | undefined {
  const [start, end] = [toMillis(start_time), toMillis(end_time)];
  return start === undefined || end === undefined ? undefined : (end - start) / 1000;
}
