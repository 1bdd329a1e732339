/** Loads on flow runs. The bodies are those that the Python client of Prefect 3.8.8 sends. */
import { randomUUID } from "node:crypto";
import type { Connection } from "../connection.ts";
import { expectStatus, patiently, Refused, type Workload } from "../workload.ts";

type StateType = "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED";

const NAMES: Readonly<Record<StateType, string>> = {
  SCHEDULED: "Scheduled",
  PENDING: "Pending",
  RUNNING: "Running",
  COMPLETED: "Completed",
};

async function createRun(connection: Connection, flowId: string, type: StateType): Promise<string> {
  const body = JSON.stringify({
    state: { type, name: NAMES[type], message: null, state_details: { traceparent: null }, data: null },
    name: null,
    flow_id: flowId,
    flow_version: "1",
    parameters: { name: "world", n: 2 },
    context: {},
    parent_task_run_id: null,
    empirical_policy: { retries: 0, retry_delay: 0 },
    tags: [],
  });
  const answer = expectStatus(await connection.post("/api/flow_runs/", body), 201);
  return (JSON.parse(answer) as { id: string }).id;
}

async function setState(connection: Connection, runId: string, type: StateType): Promise<void> {
  const state_details = {
    flow_run_id: runId,
    task_run_id: null,
    child_flow_run_id: null,
    scheduled_time: null,
    cache_key: null,
    cache_expiration: null,
    deferred: null,
    untrackable_result: false,
    pause_timeout: null,
    pause_reschedule: false,
    pause_key: null,
    run_input_keyset: null,
    refresh_cache: null,
    retriable: null,
    transition_id: randomUUID(),
    task_parameters_id: null,
    traceparent: null,
    deployment_concurrency_lease_id: null,
  };
  const body = JSON.stringify({
    state: { type, name: NAMES[type], message: null, state_details, data: null },
    force: false,
  });
  const answer = expectStatus(await connection.post(`/api/flow_runs/${runId}/set_state`, body), 200, 201);
  const verdict = /"status":"([A-Z]+)"/.exec(answer)?.[1];
  if (verdict !== "ACCEPT") throw new Refused(`${NAMES[type]} answered ${verdict}`);
}

/** Creates one run after the other. */
export const createFlowRuns = (flowId: string): Workload => ({
  prepare: async () => ({
    operate: async (connection) => {
      await createRun(connection, flowId, "PENDING");
    },
  }),
});

/** One operation is a whole life: created Pending, then Running, then Completed. */
export const flowRunCycles = (flowId: string): Workload => ({
  prepare: async () => ({
    operate: async (connection) => {
      const id = await createRun(connection, flowId, "PENDING");
      await setState(connection, id, "RUNNING");
      await setState(connection, id, "COMPLETED");
    },
  }),
});

/** The states of a run that never ends: each attempt is claimed, started, and scheduled anew. */
const ROUND: readonly StateType[] = ["PENDING", "RUNNING", "SCHEDULED"];
const RUNS_PER_CONNECTION = 8;

/** Takes runs of the connection's own through their states; one operation is one state. */
export const flowRunStates = (flowId: string): Workload => ({
  async prepare(connection) {
    const runs: { id: string; next: number }[] = [];
    while (runs.length < RUNS_PER_CONNECTION)
      runs.push({ id: await patiently(() => createRun(connection, flowId, "SCHEDULED")), next: 0 });
    let turn = 0;
    return {
      operate: async (own) => {
        const run = runs[turn++ % runs.length]!;
        await setState(own, run.id, ROUND[run.next % ROUND.length]!);
        run.next++;
      },
    };
  },
});
