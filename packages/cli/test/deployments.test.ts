/** Work pools, queues, deployments and workers on the command line. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "@weir/testkit";
import { type RunningServer, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));

let server: RunningServer;
let folder: string;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-cli-deployments-"));
  environment = { ...server.environment, WEIR_HOME: folder };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The words of a command, one of them perhaps with blanks in it. */
async function say(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await weir(args, environment);
  expect(code, stderr).toBe(0);
  return stdout;
}
async function fail(...args: readonly string[]): Promise<string> {
  const { code, stderr } = await weir(args, environment);
  expect(code, stderr).toBe(1);
  return stderr;
}

it("creates, shows, changes, pauses and deletes work pools", async () => {
  expect(await say("work-pool", "ls")).toContain("There are no work pools");
  expect(await say("work-pool", "create", "a", "--concurrency-limit", "3")).toContain("weir worker start --pool a");
  expect(await fail("work-pool", "create", "a")).toContain("there is a work pool a already");
  expect(await say("work-pool", "ls")).toMatch(/a +process +not ready +3/);
  await say("work-pool", "update", "a", "--no-concurrency-limit", "--description", "for all");
  expect(await say("work-pool", "inspect", "a")).toMatch(/Description +for all\n[^]*Limit +none/);
  expect(await fail("work-pool", "update", "a")).toContain("nothing was said to change");
  await say("work-pool", "pause", "a");
  expect(await say("work-pools", "ls")).toMatch(/a +process +paused/);
  await say("work-pool", "resume", "a");
  expect(JSON.parse(await say("work-pool", "inspect", "a", "--json"))).toMatchObject({ name: "a", is_paused: false });
  expect(await fail("work-pool", "inspect", "ab")).toContain("Did you mean a?");
  expect(await say("work-pool", "delete", "a")).toContain("Deleted a");
  await say("work-pool", "create", "containers", "--type", "docker");
  const containers = JSON.parse(await say("work-pool", "inspect", "containers", "--json")) as object;
  expect(containers).toMatchObject({ base_job_template: { job_configuration: { image: "{{ image }}" } } });
  await say("work-pool", "delete", "containers");
  expect(await fail("work-pool", "create", "b", "--base-job-template", "/none")).toContain("/none cannot be read");
});

it("creates, shows, changes, pauses and deletes work queues", async () => {
  await say("work-pool", "create", "queues");
  await say("work-queue", "create", "urgent", "--pool", "queues", "--priority", "1", "--limit", "2");
  expect(await say("work-queue", "ls", "--pool", "queues")).toMatch(/queues +urgent +1 +2/);
  expect(await fail("work-queue", "create", "urgent", "-p", "queues")).toContain("has a queue urgent already");
  await say("work-queue", "update", "urgent", "-p", "queues", "--no-limit");
  await say("work-queue", "pause", "urgent", "-p", "queues");
  expect(await say("work-queue", "inspect", "urgent", "-p", "queues")).toMatch(/Status +paused[^]*Limit +none/);
  await say("work-queue", "resume", "urgent", "-p", "queues");
  await say("work-queue", "delete", "urgent", "-p", "queues");
  expect(await fail("work-queue", "inspect", "urgent", "-p", "queues")).toContain("has no queue urgent");
});

it("runs a deployment by a worker, watches it, and pauses and deletes it", async () => {
  await say("work-pool", "create", "local");
  const code = `import { flow } from ${JSON.stringify(SDK)};
    export const report = flow({ name: "report" }, ({ n = 1, who = "" }: { n?: number; who?: string }) => { if (n < 0) throw new Error("no"); return who + n; });`;
  await writeFile(join(folder, "report.ts"), code);
  const { id: flow_id } = await server.api.flows.create({ name: "report" });
  await server.api.deployments.create({
    name: "prod",
    flow_id,
    entrypoint: "report.ts:report",
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
    work_pool_name: "local",
    schedules: [{ active: false, schedule: { cron: "0 2 * * *", timezone: "Europe/Berlin" } }],
  });
  expect(await say("deployment", "ls")).toMatch(/report\/prod +local +0 2 \* \* \* Europe\/Berlin \(off\)/);
  expect(await say("deployment", "inspect", "report/prod")).toMatch(/Entrypoint +report\.ts:report/);
  expect(await fail("deployment", "inspect", "report/prodd")).toContain("Did you mean report/prod?");
  expect(await fail("deployment", "run", "prod")).toContain("is not the name of a deployment");

  const args = ["deployment", "run", "report/prod", "--param", "n=4", "--param", "who=you", "--json"];
  const made = JSON.parse(await say(...args)) as { id: string; parameters: unknown };
  expect(made.parameters).toEqual({ n: 4, who: "you" });
  await say("worker", "start", "--pool", "local", "--run-once");
  expect(await server.api.flowRuns.read({ id: made.id })).toMatchObject({ state_type: "COMPLETED" });

  const later = await say("deployment", "run", "report/prod", "--params", '{"n": 2}', "--start-in", "2h", "--json");
  const { expected_start_time: time } = JSON.parse(later) as { expected_start_time: string };
  expect(Date.parse(time) - Date.now()).toBeGreaterThan(7_100_000);

  const watched = weir(["deployment", "run", "report/prod", "--param", "n=-1", "--watch"], environment);
  const due = {
    state: { type: { any_: ["SCHEDULED" as const] } },
    expected_start_time: { before_: new Date(Date.now() + 60_000).toISOString() },
  };
  await waitUntil(async () => (await server.api.flowRuns.count({ flow_runs: due })) > 0);
  await say("worker", "start", "--pool", "local", "--run-once");
  const { code: exit, stdout } = await watched;
  expect(exit).toBe(1);
  expect(stdout).toMatch(/Failed/);

  await say("deployment", "pause", "report/prod");
  expect((await server.api.deployments.readByName({ flow_name: "report", deployment_name: "prod" })).paused).toBe(true);
  await say("deployment", "resume", "report/prod");
  expect(await say("deployment", "delete", "report/prod")).toContain("Deleted report/prod");
});

it("says why a worker cannot start", async () => {
  const nowhere = await weir(["worker", "start", "--pool", "x"], { WEIR_HOME: folder });
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("a worker needs a server")]);
  expect(await fail("worker", "start", "--pool", "none", "--no-create-pool")).toContain("there is no work pool none");
  await say("work-pool", "create", "cluster", "--type", "ecs");
  expect(await fail("worker", "start", "--pool", "cluster")).toContain("there are no workers of type ecs");
  expect(await fail("worker", "start", "--pool", "cluster", "--type", "process")).toContain("is of type ecs");
  expect(await fail("flow-run", "execute", "nonsense")).toContain("is not the id of a flow run");
});
