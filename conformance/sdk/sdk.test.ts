/** The same TypeScript program against a real Prefect server and against Weir leaves the same runs and states behind. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { FlowRunResponse, State, TaskRun } from "@weir/contract";
import { startWeir, waitUntil } from "@weir/testkit";
import { expect, test } from "vitest";
import { startPrefect } from "../prefect.ts";

const PROGRAM = fileURLToPath(new URL("flows.ts", import.meta.url));
const TERMINAL = new Set(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

async function ask<T>(apiUrl: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(apiUrl + path, { ...init, headers: { "content-type": "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** How many runs the program leaves behind. */
const FLOW_RUNS = 12;
const TASK_RUNS = 11;

/** States as far as two servers must agree: not their ids and times, nor the generated name of their run. */
const outline = (states: readonly State[], runName: string): string[] =>
  states
    .toSorted((a, b) => a.timestamp!.localeCompare(b.timestamp!))
    .map(({ type, name, message }) => `${type} ${name}: ${message ?? ""}`.replace(runName, "NAME"));

/** What a server stored, once it has recorded everything: task runs reach it as events, after the fact. */
async function history(apiUrl: string): Promise<unknown[]> {
  const tasks = await waitUntil(
    async () => {
      const runs = await ask<TaskRun[]>(apiUrl, "/task_runs/filter", { limit: 200 });
      return runs.length === TASK_RUNS && runs.every((run) => TERMINAL.has(run.state_type!)) && runs;
    },
    { timeout: 30_000, interval: 200, what: "the end of all task runs" },
  );
  const flows = await ask<FlowRunResponse[]>(apiUrl, "/flow_runs/filter", { sort: "START_TIME_ASC" });
  return Promise.all(
    flows.map(async (run) => {
      const { name } = await ask<{ name: string }>(apiUrl, `/flows/${run.flow_id}`);
      const states = await ask<State[]>(apiUrl, `/flow_run_states/?flow_run_id=${run.id}`);
      const own = tasks.filter((candidate) => candidate.flow_run_id === run.id);
      const below = await Promise.all(
        own.map(async (taskRun) => ({
          states: outline(await ask<State[]>(apiUrl, `/task_run_states/?task_run_id=${taskRun.id}`), taskRun.name!),
          task: taskRun.task_key.replace(/-[0-9a-f]+$/, ""),
          run_count: taskRun.run_count,
          inputs: Object.entries(taskRun.task_inputs ?? {}).map(
            ([key, inputs]) => `${key}: ${inputs.map((i) => i.input_type)}`,
          ),
        })),
      );
      return {
        flow: name,
        states: outline(states, run.name!),
        run_count: run.run_count,
        parameters: run.parameters,
        tags: run.tags,
        subflow: run.parent_task_run_id !== null,
        tasks: below.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
      };
    }),
  );
}

async function runOn(apiUrl: string): Promise<unknown[]> {
  const home = await mkdtemp(join(tmpdir(), "weir-sdk-"));
  try {
    const env = { PATH: process.env["PATH"], HOME: home, WEIR_HOME: home, WEIR_API_URL: apiUrl };
    await promisify(execFile)(process.execPath, ["--conditions=weir-source", PROGRAM], { env, timeout: 90_000 });
    return await history(apiUrl);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

test("a real Prefect server and Weir store the same history", { timeout: 240_000 }, async () => {
  await using prefect = await startPrefect();
  await using weir = await startWeir();
  const reference = await runOn(prefect.apiUrl);
  expect(reference).toHaveLength(FLOW_RUNS);
  expect(await runOn(weir.apiUrl)).toEqual(reference);
});
