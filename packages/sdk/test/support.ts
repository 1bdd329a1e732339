/** A server for each test: one in this process; or, to hold the engine against another, the one at WEIR_TEST_API_URL. */
import { client, HttpTransport, type Client } from "@weir/client";
import type { FlowRunResponse, State as WireState, TaskRun } from "@weir/contract";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Backend, openEmbedded, withBackend } from "../src/internal.ts";
import { readSettings } from "../src/settings.ts";

export interface Bench {
  readonly api: Client;
  readonly home: string;
  readonly backend: Backend;
  /** The flow runs of a flow, oldest first. */
  runsOf(flow: string): Promise<FlowRunResponse[]>;
  /** The task runs of a flow run, in order of creation. */
  tasksOf(flowRunId: string): Promise<TaskRun[]>;
  /** Names of the states that a task run has been in. */
  statesOf(taskRunId: string): Promise<string[]>;
  flowStatesOf(flowRunId: string): Promise<WireState[]>;
}

/** Runs `fn` with a server; flows called in it run there. */
export async function bench<T>(fn: (bench: Bench) => Promise<T>, logLevel = "critical"): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "weir-sdk-"));
  const url = process.env["WEIR_TEST_API_URL"];
  try {
    const transport = url === undefined ? await openEmbedded(home) : new HttpTransport({ url });
    const backend = new Backend(client({ transport }), { ...readSettings(), home, log_level: logLevel });
    try {
      return await withBackend(backend, () => fn(benchOf(backend, home)));
    } finally {
      await backend.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function benchOf(backend: Backend, home: string): Bench {
  const { api } = backend;
  return {
    api,
    home,
    backend,
    runsOf: (flow) =>
      api.flowRuns.filter({ flows: { name: { any_: [flow] } }, sort: "START_TIME_ASC" }) as Promise<FlowRunResponse[]>,
    tasksOf: async (id) => {
      const runs = await api.taskRuns.filter({ flow_runs: { id: { any_: [id] } }, sort: "EXPECTED_START_TIME_ASC" });
      return runs as TaskRun[];
    },
    statesOf: async (id) => {
      const states = await api.taskRunStates.list({ task_run_id: id });
      return states.map((state) => state.name!);
    },
    flowStatesOf: (id) => api.flowRunStates.list({ flow_run_id: id }),
  };
}
