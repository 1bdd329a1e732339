/** The examples do what they are there to show. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Artifact, FlowRunResponse, TaskRun } from "@weir/contract";
import { cleanEnvironment, startWeir, waitUntil, type WeirProcess } from "@weir/testkit";
import { expect, test } from "vitest";
import { readmeBlock } from "./readme.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program in a home of its own, as a user's shell would; gives what it printed. */
async function execute(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "weir-example-"));
  const own = { ...cleanEnvironment(), HOME: home, WEIR_HOME: home, PREFECT_HOME: home, ...env };
  try {
    return (await promisify(execFile)(program, args, { cwd: ROOT, env: own, timeout: 100_000 })).stdout;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function list<T>(weir: WeirProcess, path: string, body: object = {}): Promise<T[]> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(weir.apiUrl + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T[];
}

test("the README shows examples/hello.ts, which needs no server", async () => {
  const source = await readFile(join(ROOT, "examples/hello.ts"), "utf8");
  expect(source).toContain(readmeBlock("A flow", "ts"));
  expect(await execute("node", ["examples/hello.ts"])).toBe("{ Oslo: 12, Rome: 12, Lima: 12 }\n");
});

test("TypeScript and Python make the same report of the same flights, side by side", { timeout: 220_000 }, async () => {
  await using weir = await startWeir();
  const printed = await execute("node", ["examples/flight-delays/main.ts"], { WEIR_API_URL: weir.apiUrl });
  expect(printed).toContain("flights, ");
  const python = join(ROOT, ".cache/venv/bin/python");
  await execute(python, ["examples/flight-delays/flow.py"], { PREFECT_API_URL: weir.apiUrl });

  const runs = await list<FlowRunResponse>(weir, "/flow_runs/filter", {
    flow_runs: { parent_task_run_id: { is_null_: true } },
    flows: { name: { any_: ["flight-delays", "flight-delays-py"] } },
    sort: "START_TIME_ASC",
  });
  expect(runs.map((run) => run.state_type)).toEqual(["COMPLETED", "COMPLETED"]);

  const artifacts = async (run: FlowRunResponse): Promise<unknown[]> => {
    const found = await list<Artifact>(weir, "/artifacts/filter", { artifacts: { flow_run_id: { any_: [run.id] } } });
    return found.map(({ key, type }) => ({ key, type })).toSorted((a, b) => a.key!.localeCompare(b.key!));
  };
  const shape = await artifacts(runs[0]!);
  expect(shape).toHaveLength(3);
  expect(await artifacts(runs[1]!)).toEqual(shape);

  const taskNames = async (run: FlowRunResponse): Promise<string[]> => {
    const found = await waitUntil(
      async () => {
        const all = await list<TaskRun>(weir, "/task_runs/filter", { flow_runs: { id: { any_: [run.id] } } });
        return all.length > 0 && all.every((taskRun) => taskRun.end_time != null) && all;
      },
      { what: "the end of all task runs" },
    );
    return [...new Set(found.map((taskRun) => taskRun.task_key.replace(/-[0-9a-f]{8}$/, "")))].toSorted();
  };
  expect((await taskNames(runs[0]!)).length).toBeGreaterThanOrEqual(4);
  expect((await taskNames(runs[1]!)).length).toBe((await taskNames(runs[0]!)).length);
});
