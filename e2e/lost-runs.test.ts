/** A process that is killed with `kill -9` cannot say so: the server finds out by itself. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventPage, FlowRunResponse } from "@weir/contract";
import { cleanEnvironment, startWeir, stopProcess, waitUntil, type WeirProcess } from "@weir/testkit";
import { expect, test } from "vitest";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PYTHON = file("../.cache/venv/bin/python");

async function post<T>(weir: WeirProcess, path: string, body: object): Promise<T> {
  const answer = await fetch(weir.apiUrl + path, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** The only run of a flow. */
const runOf = async (weir: WeirProcess, flow: string): Promise<FlowRunResponse | undefined> =>
  (await post<FlowRunResponse[]>(weir, "/flow_runs/filter", { flows: { name: { any_: [flow] } } }))[0];

const heartbeatsOf = async (weir: WeirProcess, { id }: FlowRunResponse): Promise<number> =>
  (
    await post<EventPage>(weir, "/events/filter", {
      filter: { event: { name: ["prefect.flow-run.heartbeat"] }, resource: { id: [`prefect.flow-run.${id}`] } },
    })
  ).total;

test.concurrent.each([
  ["TypeScript", process.execPath, ["--conditions=weir-source", file("lost-runs/endless.ts")], "endless-typescript"],
  ["Python", PYTHON, [file("lost-runs/endless.py")], "endless-python"],
])(
  "a %s process that is killed: its run is crashed by the server",
  { timeout: 120_000 },
  async (_, program, args, flow) => {
    const home = await mkdtemp(join(tmpdir(), "weir-lost-"));
    await using weir = await startWeir({
      env: { WEIR_SERVER_LOST_RUNS_INTERVAL: "0.5", WEIR_SERVER_SHORTEST_HEARTBEAT: "2" },
    });
    const child = spawn(program, args, {
      env: {
        ...cleanEnvironment(),
        WEIR_API_URL: weir.apiUrl,
        PREFECT_API_URL: weir.apiUrl,
        WEIR_HOME: home,
        PREFECT_HOME: home,
        WEIR_HEARTBEAT: "2",
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    try {
      // It lives for longer than its lease of six seconds.
      const run = await waitUntil(
        async () => {
          const found = await runOf(weir, flow);
          return found && (await heartbeatsOf(weir, found)) >= 5 ? found : undefined;
        },
        { what: "five heartbeats", timeout: 90_000, interval: 200 },
      );
      expect(run.state_type).toBe("RUNNING");
      await stopProcess(child, "SIGKILL");
      const crashed = await waitUntil(
        async () => {
          const now = await runOf(weir, flow);
          return now?.state_type === "RUNNING" ? undefined : now;
        },
        { what: "the end of the run", timeout: 30_000, interval: 100 },
      );
      expect(crashed.state_type).toBe("CRASHED");
      expect(crashed.state?.message).toMatch(/^The flow run's process was lost: no sign of life for \d+ s/);
    } finally {
      await stopProcess(child, "SIGKILL");
      await rm(home, { recursive: true, force: true });
    }
  },
);
