import {
  formatTime,
  parseTime,
  type DependencyResult,
  type Graph,
  type GraphArtifact,
  type TaskRunResult,
} from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { readFlowRun } from "../../storage/queries/flow-runs.ts";
import { readGraphArtifacts, readGraphRuns, readTaskRunsOf } from "../../storage/queries/run-graphs.ts";
import { readFlowRunStates } from "../../storage/queries/run-states.ts";
import { toTaskRun } from "../../storage/queries/task-runs.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { graphNodes } from "./graph-nodes.ts";

const MOST_NODES = 10_000;
const MOST_ARTIFACTS = 10_000;
/** Before anything. */
const EVER = "0001-01-01T00:00:00Z";

const tooLarge = (id: string): Refusal =>
  new Refusal("bad_request", `The graph of flow run ${id} has more than ${MOST_NODES} nodes.`);

/** The artifacts of a flow run by their task run; under null those of the flow run itself. */
async function artifactsOf(db: Reader, flow_run_id: string): Promise<Map<string | null, GraphArtifact[]>> {
  const rows = await db.all(readGraphArtifacts, { flow_run_id, limit: MOST_ARTIFACTS });
  const artifacts = new Map<string | null, GraphArtifact[]>();
  for (const row of rows) {
    const ofTask = artifacts.get(row.task_run_id) ?? [];
    artifacts.set(row.task_run_id, ofTask);
    ofTask.push({
      id: row.id,
      created: formatTime(row.created),
      key: row.key,
      type: row.type,
      // Nothing else is small enough to be drawn.
      data: row.type === "progress" && row.data !== null ? (JSON.parse(row.data) as unknown) : null,
      is_latest: row.key === null || row.collection_id !== null,
    });
  }
  return artifacts;
}

/** `GET /flow_runs/{id}/graph-v2`. */
export const readGraph = ({ store }: Context, flow_run_id: string, since: string = EVER): Promise<Graph> =>
  store.read(async (db) => {
    const run = await db.first(readFlowRun, { id: flow_run_id });
    if (!run) throw new Refusal("object_not_found", `Flow run ${flow_run_id} not found`);
    const rows = await db.all(readGraphRuns, { flow_run_id, limit: MOST_NODES + 1 });
    if (rows.length > MOST_NODES) throw tooLarge(flow_run_id);
    const artifacts = await artifactsOf(db, flow_run_id);
    const states = await db.all(readFlowRunStates, { flow_run_id });
    const nodes = graphNodes(rows, artifacts, parseTime(since));
    const start = run.start_time ?? run.expected_start_time;
    return {
      start_time: start === null ? null : formatTime(start),
      end_time: run.end_time === null ? null : formatTime(run.end_time),
      root_node_ids: nodes.filter(({ parents }) => parents.length === 0).map(({ id }) => id),
      nodes: nodes.map((node) => [node.id, node]),
      artifacts: artifacts.get(null) ?? [],
      states: states.map(({ id, type, name, timestamp }) => ({
        id,
        type: type as Graph["states"][number]["type"],
        name,
        timestamp: formatTime(timestamp),
      })),
    };
  });

/** The task runs among a task's inputs, each once. */
function upstream(inputs: Readonly<Record<string, readonly unknown[]>>): TaskRunResult[] {
  const ids = new Set<string>();
  for (const input of Object.values(inputs).flat() as { input_type?: string; id?: string }[])
    if (input.input_type === "task_run" && input.id) ids.add(input.id);
  return [...ids].map((id) => ({ input_type: "task_run", id }));
}

/** `GET /flow_runs/{id}/graph`: the task runs of a flow run with those that each depends on. */
export const readDependencies = ({ store, clock }: Context, flow_run_id: string): Promise<DependencyResult[]> =>
  store.read(async (db) => {
    if (!(await db.first(readFlowRun, { id: flow_run_id })))
      throw new Refusal("object_not_found", `Flow run with id ${flow_run_id} not found`);
    const rows = await db.all(readTaskRunsOf, { flow_run_id, limit: MOST_NODES + 1 });
    if (rows.length > MOST_NODES) throw tooLarge(flow_run_id);
    const now = clock.now();
    return rows.map((row) => {
      const run = toTaskRun(row, now);
      return {
        id: run.id,
        name: run.name!,
        upstream_dependencies: upstream(run.task_inputs ?? {}),
        state: run.state ?? null,
        expected_start_time: run.expected_start_time ?? null,
        start_time: run.start_time ?? null,
        end_time: run.end_time ?? null,
        total_run_time: run.total_run_time ?? null,
        estimated_run_time: run.estimated_run_time ?? null,
        untrackable_result: run.state?.state_details?.untrackable_result ?? false,
      };
    });
  });
