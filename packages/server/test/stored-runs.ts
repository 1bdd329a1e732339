/** Rows of runs put into a database directly, so that a test knows every column. */
import { formatTime, type Micros } from "@weir/contract";
import type { FlowRunTable, TaskRunTable } from "../src/storage/tables.ts";
import type { TestServer } from "./support.ts";

/** The instant from which `at` counts. */
const ORIGIN: Micros = Date.UTC(2026, 0, 1, 12) * 1000;

/** Seconds after the origin, as stored. */
export const at = (seconds: number): Micros => ORIGIN + Math.round(seconds * 1e6);
/** The same as on the wire. */
export const timeAt = (seconds: number): string => formatTime(at(seconds));

/** A UUID of one's own making: kind and number. */
export const idOf = (kind: "flow" | "flow run" | "task run" | "deployment" | "state", number: number): string => {
  const digit = { flow: 1, "flow run": 2, "task run": 3, deployment: 4, state: 5 }[kind];
  return `${digit}0000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
};

const columns = (seconds: number) => ({ created: at(seconds), updated: at(seconds) });

const NO_STATE = { state_id: null, state_type: null, state_name: null, state_timestamp: null };
const NO_TIMES = {
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
};

type Some<T> = Partial<T> & { readonly id: string; readonly name: string };

const flowRun = (given: Some<FlowRunTable> & { readonly flow_id: string }): FlowRunTable => ({
  ...columns(0),
  ...NO_STATE,
  ...NO_TIMES,
  flow_version: null,
  deployment_id: null,
  deployment_version: null,
  work_queue_id: null,
  work_queue_name: null,
  parameters: "{}",
  idempotency_key: null,
  context: "{}",
  empirical_policy: "{}",
  tags: "[]",
  labels: "{}",
  parent_task_run_id: null,
  auto_scheduled: 0,
  infrastructure_document_id: null,
  infrastructure_pid: null,
  created_by: null,
  job_variables: "{}",
  attempt: 0,
  lease_expires: null,
  heartbeat: null,
  lost: null,
  priority: 0,
  version_id: null,
  ...given,
});

const taskRun = (given: Some<TaskRunTable>): TaskRunTable => ({
  ...columns(0),
  ...NO_STATE,
  ...NO_TIMES,
  flow_run_id: null,
  task_key: "task",
  dynamic_key: given.name,
  cache_key: null,
  cache_expiration: null,
  task_version: null,
  empirical_policy: "{}",
  tags: "[]",
  labels: "{}",
  task_inputs: "{}",
  flow_run_run_count: 0,
  ...given,
});

/** A current state, as it stands on the row of a run. */
export const inState = (
  type: string,
  name: string = type.charAt(0) + type.slice(1).toLowerCase(),
): Pick<FlowRunTable, "state_type" | "state_name" | "state_timestamp"> => ({
  state_type: type,
  state_name: name,
  state_timestamp: at(0),
});

/** Rows in one statement, up to what a database takes. */
const BATCH = 400;

export async function store(
  { app }: TestServer,
  rows: {
    readonly flows?: readonly { id: string; name: string; tags?: string[] }[];
    readonly flowRuns?: readonly (Some<FlowRunTable> & { flow_id: string })[];
    readonly taskRuns?: readonly Some<TaskRunTable>[];
  },
): Promise<void> {
  const { flows = [], flowRuns = [], taskRuns = [] } = rows;
  await app.context.store.write(async (tx) => {
    for (const { id, name, tags = [] } of flows) {
      const values = { ...columns(0), id, name, tags: JSON.stringify(tags), labels: "{}" };
      await tx.change((db) => db.insertInto("flow").values(values));
    }
    // Subflows name the task runs that stand for them, and these their flow runs.
    const isChild = (run: Some<FlowRunTable>): boolean => run.parent_task_run_id != null;
    const insertFlowRuns = async (runs: typeof flowRuns): Promise<void> => {
      for (let i = 0; i < runs.length; i += BATCH)
        await tx.change((db) => db.insertInto("flow_run").values(runs.slice(i, i + BATCH).map(flowRun)));
    };
    await insertFlowRuns(flowRuns.filter((run) => !isChild(run)));
    for (let i = 0; i < taskRuns.length; i += BATCH)
      await tx.change((db) => db.insertInto("task_run").values(taskRuns.slice(i, i + BATCH).map(taskRun)));
    await insertFlowRuns(flowRuns.filter(isChild));
  });
}
