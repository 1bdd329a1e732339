import { formatTime, type Edge, type GraphArtifact, type Micros, type Node } from "@weir/contract";
import type { GraphRow } from "../../storage/queries/run-graphs.ts";

/** The key of a task's inputs that names the tasks within which it was called. */
const ENCLOSING = "__parents__";

interface Drawn {
  readonly row: GraphRow;
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros | null;
  readonly parents: ReadonlySet<string>;
  readonly encapsulating: ReadonlySet<string>;
  readonly children: Set<string>;
}

function draw(row: GraphRow): Drawn {
  const parents = new Set<string>();
  const encapsulating = new Set<string>();
  for (const [key, inputs] of Object.entries(JSON.parse(row.task_inputs) as Record<string, { id?: string }[]>))
    for (const { id } of inputs) if (id) (key === ENCLOSING ? encapsulating : parents).add(id);
  const start = row.subflow_start_time ?? row.subflow_expected_start_time ?? row.start_time ?? row.expected_start_time;
  return {
    row,
    id: row.subflow_id ?? row.id,
    start: start!,
    end: row.subflow_end_time ?? row.end_time ?? (row.state_type === "COMPLETED" ? row.expected_start_time : null),
    parents,
    encapsulating,
    children: new Set(),
  };
}

const edges = (ids: ReadonlySet<string>, known: ReadonlyMap<string, unknown>): Edge[] =>
  [...ids].filter((id) => known.has(id)).map((id) => ({ id }));

const earlierFirst = (a: Drawn, b: Drawn): number =>
  a.start - b.start || (a.end ?? -Infinity) - (b.end ?? -Infinity) || (a.id < b.id ? -1 : 1);

/**
 * The nodes of a graph that were not over before `since`, from the first to the last. Edges lead to nodes of the graph
 * only: what a task got from a subflow names the task run that stands for it, which is no node.
 */
export function graphNodes(
  rows: readonly GraphRow[],
  artifacts: ReadonlyMap<string | null, GraphArtifact[]>,
  since: Micros,
): Node[] {
  const all = new Map(rows.map(draw).map((node) => [node.id, node]));
  for (const { id, parents } of all.values()) for (const parent of parents) all.get(parent)?.children.add(id);
  return [...all.values()]
    .filter(({ end }) => end === null || end >= since)
    .sort(earlierFirst)
    .map(({ row, id, start, end, parents, encapsulating, children }) => ({
      kind: row.subflow_id === null ? "task-run" : "flow-run",
      id,
      label: row.subflow_id === null ? row.name : `${row.flow_name!} / ${row.subflow_name!}`,
      state_type: (row.subflow_state_type ?? row.state_type ?? "PENDING") as Node["state_type"],
      start_time: formatTime(start),
      end_time: end === null ? null : formatTime(end),
      parents: edges(parents, all),
      children: edges(children, all),
      encapsulating: edges(encapsulating, all),
      artifacts: artifacts.get(id) ?? [],
    }));
}
