/**
 * From everything that ran inside a flow run to the nodes and edges of its dependency graph. Pure.
 *
 * A node is a task run, a subflow run, or many runs of one task folded into one; what a task called is part of its
 * node. An edge leads from a run to one that took its result.
 */
import type { StateType } from "@weir/contract";
import type { RunTree, TreeFlowRun, TreeTaskRun } from "../../../data/run-tree.ts";
import { around, type Bar, barOf, countStates, FOLD_OVER, sharedName } from "../folded.ts";

/** What is drawn at most; more is folded, whatever the person has folded out. */
export const MOST_NODES = 400;

export interface GraphNode {
  /** The run's id; of folded runs, the same as long as they are runs of the same task. */
  readonly key: string;
  readonly kind: "task" | "flow" | "group";
  readonly label: string;
  /** Runs that are folded into it; 1 for a run that stands for itself. */
  readonly size: number;
  readonly bar: Bar;
  readonly counts: readonly (readonly [StateType, number])[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface RunGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node that a run is part of, by the run's id. */
  readonly nodeOf: ReadonlyMap<string, string>;
  /** Different tasks that did not fit, though all runs of each are folded. */
  readonly left: number;
}

/** A node while it is gathered. */
interface Gathered {
  readonly key: string;
  readonly runs: readonly (TreeTaskRun | TreeFlowRun)[];
  readonly kind: GraphNode["kind"];
}

/** `opened`: keys of folded nodes that the person wants to see run by run. */
export function graphOf(runId: string, tree: RunTree, opened: ReadonlySet<string>): RunGraph {
  const tasks = tree.taskRuns.filter((run) => run.flow_run_id === runId);
  const called = outermost(tasks);
  const subflows = new Map(tree.flowRuns.map((run) => [run.parent_task_run_id ?? "", run]));
  const outer = tasks.filter((run) => called.get(run.id) === run.id);

  const gathered = fold(outer, subflows, opened);
  const shown = gathered.slice(0, MOST_NODES);
  const ofOuter = new Map<string, string>();
  for (const { key, runs, kind } of shown)
    for (const run of runs)
      ofOuter.set(kind === "flow" ? ((run as TreeFlowRun).parent_task_run_id ?? "") : run.id, key);

  const nodeOf = new Map<string, string>();
  const edges = new Map<string, GraphEdge>();
  for (const run of tasks) {
    const key = ofOuter.get(called.get(run.id)!);
    if (key === undefined) continue;
    nodeOf.set(run.id, key);
    const subflow = subflows.get(run.id);
    if (subflow) nodeOf.set(subflow.id, key);
  }
  for (const run of tasks) {
    const to = nodeOf.get(run.id);
    if (to === undefined) continue;
    for (const input of run.inputs) {
      const from = nodeOf.get(input);
      if (from !== undefined && from !== to) edges.set(`${from} ${to}`, { from, to });
    }
  }
  return {
    nodes: shown.map(nodeFrom),
    edges: [...edges.values()],
    nodeOf,
    left: gathered.length - shown.length,
  };
}

/** Of each task run, the one outside of all others within which it was called; itself where the flow called it. */
function outermost(tasks: readonly TreeTaskRun[]): ReadonlyMap<string, string> {
  const callers = new Map(tasks.map((run) => [run.id, run.caller]));
  const found = new Map<string, string>();
  for (const { id } of tasks) {
    const path = [id];
    let at = id;
    for (;;) {
      const caller = found.get(at) ?? callers.get(at);
      // A caller that isn't here, or one that was met before, is none.
      if (caller === undefined || caller === at || !callers.has(caller) || path.includes(caller)) break;
      path.push((at = caller));
    }
    for (const one of path) found.set(one, at);
  }
  return found;
}

/** From how many runs of one task on they are folded: the first with which all fits. */
const THRESHOLDS = [FOLD_OVER, 4, 1];

function fold(
  outer: readonly TreeTaskRun[],
  subflows: ReadonlyMap<string, TreeFlowRun>,
  opened: ReadonlySet<string>,
): readonly Gathered[] {
  // Subflows of one flow fold as runs of one task do.
  const kinds = Map.groupBy(outer, (run) => `${subflows.has(run.id) ? "flow" : "task"} ${run.task_key}`);
  const gather = (over: number, open: ReadonlySet<string>): readonly Gathered[] =>
    [...kinds].flatMap(([kind, runs]): readonly Gathered[] => {
      const stands = runs.map((run) => subflows.get(run.id) ?? run);
      if (runs.length > over && !open.has(kind))
        return [{ key: kind, kind: kind.startsWith("flow") ? "flow" : "group", runs: stands }];
      return stands.map((run) => ({ key: run.id, kind: "flow_id" in run ? "flow" : "task", runs: [run] }));
    });
  for (const over of THRESHOLDS) {
    const found = gather(over, opened);
    if (found.length <= MOST_NODES) return found;
  }
  return gather(1, new Set());
}

function nodeFrom({ key, kind, runs }: Gathered): GraphNode {
  const [run] = runs;
  if (runs.length === 1 && run) return { key, kind, label: run.name, size: 1, bar: barOf(run), counts: [] };
  return {
    key,
    kind,
    label: sharedName(runs),
    size: runs.length,
    bar: around(runs.map(barOf)),
    counts: countStates(runs),
  };
}

/** The nodes from which a node's results come, and those that depend on it, itself among them. */
export function relatives(edges: readonly GraphEdge[], key: string): ReadonlySet<string> {
  const walk = (of: (edge: GraphEdge) => readonly [string, string]): Set<string> => {
    const next = new Map<string, string[]>();
    for (const edge of edges) {
      const [from, to] = of(edge);
      next.set(from, [...(next.get(from) ?? []), to]);
    }
    const found = new Set([key]);
    for (const one of found) for (const other of next.get(one) ?? []) found.add(other);
    return found;
  };
  return new Set([...walk(({ from, to }) => [from, to]), ...walk(({ from, to }) => [to, from])]);
}
