/**
 * From everything that ran inside a flow run to the rows of its timeline. Pure: the tree and what is folded out go in,
 * rows come out.
 */
import type { FlowRunResponse, StateType, TaskRun } from "@weir/contract";
import type { RunTree } from "../../../data/run-tree.ts";
import { toMillis } from "../../../ui/format/time.ts";

/** More siblings of one task than this are folded into one row. */
export const FOLD_OVER = 8;
/** With more subflow runs than this, they start out closed. */
const OPEN_SUBFLOWS = 4;

/** Times are milliseconds since the epoch. */
export interface Bar {
  /** When it could have begun. */
  readonly waiting: number | undefined;
  readonly start: number | undefined;
  /** `undefined` while it goes on. */
  readonly end: number | undefined;
  readonly type: StateType | null | undefined;
  readonly name: string | null | undefined;
}

interface Common {
  /** The same as long as the row stands for the same thing. */
  readonly key: string;
  readonly label: string;
  /** 0 for what the run itself has started. */
  readonly depth: number;
  readonly bar: Bar;
  /** `undefined` for a row with nothing below it. */
  readonly expanded: boolean | undefined;
}
export interface TaskRow extends Common {
  readonly kind: "task";
  readonly task: TaskRun;
}
export interface SubflowRow extends Common {
  readonly kind: "flow";
  readonly run: FlowRunResponse;
}
/** Task runs of one task, folded. Its bar reaches over all of them. */
export interface GroupRow extends Common {
  readonly kind: "group";
  readonly bars: readonly Bar[];
  /** How many of them ran at once, at most. */
  readonly overlap: number;
  readonly counts: readonly (readonly [StateType, number])[];
}
export type TimelineRow = TaskRow | SubflowRow | GroupRow;

/** What the person has folded out (`true`) or in (`false`), by row key. */
export type Folding = ReadonlyMap<string, boolean>;

/** `reveal`: the run that is selected; what it is folded into starts out open. */
export function buildRows(runId: string, tree: RunTree, folding: Folding, reveal?: string): readonly TimelineRow[] {
  const builder = new Builder(tree, folding, reveal);
  builder.addAll(builder.childrenOf(runId), 0, runId);
  return builder.rows;
}

class Builder {
  readonly rows: TimelineRow[] = [];
  readonly #folding: Folding;
  readonly #reveal: string | undefined;
  readonly #openSubflows: boolean;
  readonly #subflows: ReadonlyMap<string, FlowRunResponse>;
  /** Task runs by what they hang below: a task run that called them, else their flow run. */
  readonly #children = new Map<string, TaskRun[]>();

  constructor({ flowRuns, taskRuns }: RunTree, folding: Folding, reveal: string | undefined) {
    this.#folding = folding;
    this.#reveal = reveal;
    this.#openSubflows = flowRuns.length <= OPEN_SUBFLOWS;
    this.#subflows = new Map(flowRuns.map((run) => [run.parent_task_run_id ?? "", run]));
    const known = new Set(taskRuns.map((run) => run.id));
    for (const run of taskRuns) {
      const caller = callerOf(run);
      const parent = caller !== undefined && known.has(caller) ? caller : (run.flow_run_id ?? "");
      const siblings = this.#children.get(parent);
      if (siblings) siblings.push(run);
      else this.#children.set(parent, [run]);
    }
    for (const siblings of this.#children.values()) siblings.sort(byStart);
  }

  childrenOf(id: string): readonly TaskRun[] {
    return this.#children.get(id) ?? [];
  }

  addAll(runs: readonly TaskRun[], depth: number, parent: string): void {
    const groups = foldable(runs.filter((run) => !this.#subflows.has(run.id)));
    const done = new Set<string>();
    for (const run of runs) {
      const group = groups.get(run.task_key);
      if (group === undefined || this.#subflows.has(run.id)) this.#add(run, depth);
      else if (!done.has(run.task_key)) {
        done.add(run.task_key);
        this.#addGroup(group, depth, `${parent}/${run.task_key}`);
      }
    }
  }

  #add(task: TaskRun, depth: number): void {
    const run = this.#subflows.get(task.id);
    const below = this.childrenOf(run?.id ?? task.id);
    const key = run?.id ?? task.id;
    const open = this.#folding.get(key) ?? (!run || this.#openSubflows || this.#reveals(below));
    const expanded = below.length === 0 ? undefined : open;
    const common = { key, depth, expanded };
    if (run) this.rows.push({ ...common, kind: "flow", run, label: run.name ?? run.id, bar: barOf(run) });
    else this.rows.push({ ...common, kind: "task", task, label: task.name ?? task.task_key, bar: barOf(task) });
    if (expanded) this.addAll(below, depth + 1, key);
  }

  #reveals(runs: readonly TaskRun[]): boolean {
    return this.#reveal !== undefined && runs.some((run) => run.id === this.#reveal);
  }

  #addGroup(runs: readonly TaskRun[], depth: number, key: string): void {
    const expanded = this.#folding.get(key) ?? this.#reveals(runs);
    const bars = runs.map(barOf);
    this.rows.push({
      kind: "group",
      key,
      depth,
      expanded,
      bars,
      overlap: overlapOf(bars),
      label: sharedName(runs),
      bar: around(bars),
      counts: countStates(runs),
    });
    if (expanded) for (const run of runs) this.#add(run, depth + 1);
  }
}

/** The task run that called this one, if a task did. */
function callerOf(run: TaskRun): string | undefined {
  const parent = run.task_inputs?.["__parents__"]?.at(-1);
  return parent && "id" in parent ? parent.id : undefined;
}

const byStart = (a: TaskRun, b: TaskRun): number => {
  const first = a.start_time ?? a.expected_start_time ?? "";
  const second = b.start_time ?? b.expected_start_time ?? "";
  return first < second ? -1 : first > second ? 1 : 0;
};

function foldable(runs: readonly TaskRun[]): ReadonlyMap<string, readonly TaskRun[]> {
  const byKey = Map.groupBy(runs, (run) => run.task_key);
  for (const [key, group] of byKey) if (group.length <= FOLD_OVER) byKey.delete(key);
  return byKey;
}

export function barOf(run: TaskRun | FlowRunResponse): Bar {
  return {
    waiting: toMillis(run.expected_start_time),
    start: toMillis(run.start_time),
    end: toMillis(run.end_time),
    type: run.state_type,
    name: run.state_name,
  };
}

/** What one row says about many: the worst that happened, or that it still goes on. */
const LOUDEST: readonly StateType[] = [
  "FAILED",
  "CRASHED",
  "RUNNING",
  "CANCELLING",
  "PAUSED",
  "PENDING",
  "SCHEDULED",
  "CANCELLED",
  "COMPLETED",
];

/** A bar over all of them. */
function around(bars: readonly Bar[]): Bar {
  const times = (pick: (bar: Bar) => number | undefined) =>
    bars.map(pick).filter((time): time is number => time !== undefined);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const starts = times((bar) => bar.start);
  const going = bars.some((bar) => bar.end === undefined);
  return {
    waiting: least(times((bar) => bar.waiting)),
    start: starts.length > 0 ? least(starts) : undefined,
    end: going ? undefined : times((bar) => bar.end).reduce((a, b) => Math.max(a, b), -Infinity),
    type: LOUDEST.find((type) => bars.some((bar) => bar.type === type)),
    name: bars.every((bar) => bar.name === "Cached") ? "Cached" : undefined,
  };
}

/** The greatest number of bars over any one moment. */
export function overlapOf(bars: readonly Bar[]): number {
  const edges = bars.flatMap(({ start, end }) =>
    start === undefined ? [] : [[start, 1] as const, [end ?? Infinity, -1] as const],
  );
  edges.sort(([a, enters], [b, leaves]) => a - b || enters - leaves);
  let open = 0;
  let most = 0;
  for (const [, change] of edges) most = Math.max(most, (open += change));
  return most;
}

function countStates(runs: readonly TaskRun[]): readonly (readonly [StateType, number])[] {
  const counts = Map.groupBy(runs, (run) => run.state_type ?? "PENDING");
  return LOUDEST.flatMap((type) => {
    const count = counts.get(type)?.length ?? 0;
    return count > 0 ? [[type, count] as const] : [];
  });
}

/** `upload-4f8`, `upload-539` -> `upload`: what the names have in common, without the number or hash of each. */
function sharedName(runs: readonly TaskRun[]): string {
  const names = runs.map((run) => run.name ?? run.task_key);
  const bases = new Set(names.map((name) => name.replace(/[-_ ]?(\d+|[0-9a-f]{3,8})$/, "")));
  const [base] = bases;
  if (bases.size === 1 && base) return base;
  return runs[0]?.task_key.replace(/-[0-9a-f]{8}$/, "") ?? "";
}
