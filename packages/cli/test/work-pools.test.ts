/** What is shown of work pools before anything runs in them. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PROCESS_TEMPLATE } from "@weir/contract/worker-types";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-cli-work-pools-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const pool = (...args: readonly string[]) => weir(["work-pool", ...args], { ...server.environment, WEIR_HOME: folder });

it("prints or writes the template that a new pool begins with, without a server", async () => {
  const nowhere = { WEIR_HOME: folder };
  const command = ["work-pool", "get-default-base-job-template", "--type"];
  const printed = await weir([...command, "process"], nowhere);
  expect(printed.stderr).toBe("");
  expect(JSON.parse(printed.stdout)).toEqual(PROCESS_TEMPLATE);

  const file = join(folder, "template.json");
  expect((await weir([...command, "process", "--file", file], nowhere)).code).toBe(0);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(PROCESS_TEMPLATE);
  expect((await pool("create", "from-file", "--base-job-template", file)).code).toBe(0);

  const unknown = await weir([...command, "ecs"], nowhere);
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringMatching(/no template for pools of type ecs[^]*process, docker, kubernetes/),
  ]);
  const unwritable = await weir([...command, "docker", "--file", join(folder, "none/t.json")], nowhere);
  expect([unwritable.code, unwritable.stderr]).toEqual([1, expect.stringContaining("cannot be written")]);
});

it("shows what is scheduled in a pool, the next first, and leaves it there", async () => {
  await pool("create", "ahead");
  await pool("create", "other");
  expect((await pool("preview", "ahead")).stdout).toContain("Nothing is scheduled in ahead");
  const { id: flow_id } = await server.api.flows.create({ name: "report" });
  const deploy = async (work_pool_name: string): Promise<string> =>
    (await server.api.deployments.create({ name: work_pool_name, flow_id, work_pool_name })).id;
  const [ahead, other] = [await deploy("ahead"), await deploy("other")];
  const schedule = async (id: string, name: string, minutes: number): Promise<void> => {
    const scheduled_time = new Date(Date.now() + minutes * 60_000).toISOString();
    const state = { type: "SCHEDULED" as const, state_details: { scheduled_time } };
    await server.api.deployments.createFlowRun({ id }, { name, state });
  };
  await schedule(ahead, "second", 30);
  await schedule(ahead, "first", 10);
  await schedule(ahead, "tomorrow", 23 * 60);
  await schedule(other, "elsewhere", 5);

  const names = async (...args: readonly string[]): Promise<string[]> => {
    const { stdout, stderr } = await pool("preview", "ahead", "--json", ...args);
    expect(stderr).toBe("");
    return (JSON.parse(stdout) as { name: string }[]).map((run) => run.name);
  };
  expect(await names()).toEqual(["first", "second"]);
  expect(await names("--hours", "24")).toEqual(["first", "second", "tomorrow"]);
  expect(await names("--hours", "24", "--limit", "1")).toEqual(["first"]);
  expect((await pool("preview", "ahead")).stdout).toMatch(/in (9|10) minutes +default +first[^]*second/);

  const missing = await pool("preview", "aheadd");
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("there is no work pool aheadd")]);
  expect((await pool("preview", "ahead", "--hours", "0")).code).toBe(2);
});

it("shows which runs have the slots of a pool and its queues", async () => {
  const { api } = server;
  await api.workPools.create({ name: "narrow", type: "process", concurrency_limit: 2 });
  await api.workPools.createQueue({ work_pool_name: "narrow" }, { name: "urgent", concurrency_limit: 1 });
  const { id: flow_id } = await api.flows.create({ name: "slots" });
  const place = { flow_id, work_pool_name: "narrow", work_queue_name: "urgent" };
  const { id } = await api.deployments.create({ name: "slots", ...place });
  await api.deployments.createFlowRun({ id }, { name: "holder" });
  await api.deployments.createFlowRun({ id }, { name: "waiting" });
  await api.workPools.heartbeat({ work_pool_name: "narrow" }, { name: "w" });
  await api.workPools.claim({ name: "narrow" }, { worker_name: "w" });

  const { stdout, stderr } = await pool("slots", "narrow");
  expect(stderr).toBe("");
  expect(stdout).toContain("narrow: 1 of 2 taken");
  expect(stdout).toMatch(/default +0 \(no limit\)/);
  expect(stdout).toMatch(/urgent +1 of 1 +holder$/m);
  expect(JSON.parse((await pool("slots", "narrow", "--json")).stdout)).toMatchObject({ active_slots: 1, count: 2 });
  expect((await pool("slots", "none")).stderr).toContain("there is no work pool none");
});
