/**
 * From everything that ran inside a flow run to the rows of its timeline. Pure: the tree and what is folded out go in,
 * rows come out.
 */
import type { StateType } from "@weir/contract";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../../data/run-tree.ts";
import { around, type Bar, barOf, countStates, FOLD_OVER, sharedName } from "../folded.ts";

/** With more subflow runs than this, they start out closed. */
const OPEN_SUBFLOWS = 4;

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
  readonly task: TreeTaskRun;
}
export interface SubflowRow extends Common {
  readonly kind: "flow";
  readonly run: TreeFlowRun;
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
  readonly #subflows: ReadonlyMap<string, TreeFlowRun>;
  /** Task runs by what they hang below: a task run that called them, else their flow run. */
  readonly #children = new Map<string, TreeTaskRun[]>();

  constructor({ flowRuns, taskRuns }: RunTree, folding: Folding, reveal: string | undefined) {
    this.#folding = folding;
    this.#reveal = reveal;
    this.#openSubflows = flowRuns.length <= OPEN_SUBFLOWS;
    this.#subflows = new Map(flowRuns.map((run) => [run.parent_task_run_id ?? "", run]));
    const known = new Set(taskRuns.map((run) => run.id));
    for (const run of taskRuns) {
      const parent = run.caller !== undefined && known.has(run.caller) ? run.caller : (run.flow_run_id ?? "");
      const siblings = this.#children.get(parent);
      if (siblings) siblings.push(run);
      else this.#children.set(parent, [run]);
    }
    for (const siblings of this.#children.values()) siblings.sort(byStart);
  }

  childrenOf(id: string): readonly TreeTaskRun[] {
    return this.#children.get(id) ?? [];
  }

  addAll(runs: readonly TreeTaskRun[], depth: number, parent: string): void {
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

  #add(task: TreeTaskRun, depth: number): void {
    const run = this.#subflows.get(task.id);
    const below = this.childrenOf(run?.id ?? task.id);
    const key = run?.id ?? task.id;
    const open = this.#folding.get(key) ?? (!run || this.#openSubflows || this.#reveals(below));
    const expanded = below.length === 0 ? undefined : open;
    const common = { key, depth, expanded };
    if (run) this.rows.push({ ...common, kind: "flow", run, label: run.name, bar: barOf(run) });
    else this.rows.push({ ...common, kind: "task", task, label: task.name, bar: barOf(task) });
    if (expanded) this.addAll(below, depth + 1, key);
  }

  #reveals(runs: readonly TreeTaskRun[]): boolean {
    return this.#reveal !== undefined && runs.some((run) => run.id === this.#reveal);
  }

  #addGroup(runs: readonly TreeTaskRun[], depth: number, key: string): void {
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

const byStart = (a: TreeTaskRun, b: TreeTaskRun): number => (a.start ?? a.expected ?? 0) - (b.start ?? b.expected ?? 0);

function foldable(runs: readonly TreeTaskRun[]): ReadonlyMap<string, readonly TreeTaskRun[]> {
  const byKey = Map.groupBy(runs, (run) => run.task_key);
  for (const [key, group] of byKey) if (group.length <= FOLD_OVER) byKey.delete(key);
  return byKey;
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
