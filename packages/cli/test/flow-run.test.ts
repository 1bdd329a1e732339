import { afterAll, beforeAll, expect, it } from "vitest";
import type { FlowRunResponse } from "@weir/contract";
import { waitForLine } from "@weir/testkit";
import { emptyHome, type RunningServer, start, startServer, weir } from "./weir.ts";

let server: RunningServer;
let completed: FlowRunResponse;
let scheduled: FlowRunResponse;

beforeAll(async () => {
  server = await startServer();
  const { api } = server;
  const etl = await api.flows.create({ name: "etl" });
  const other = await api.flows.create({ name: "other" });
  completed = await api.flowRuns.create({
    flow_id: etl.id,
    name: "brave-otter",
    parameters: { ids: [1, 2] },
    tags: ["nightly"],
    state: { type: "PENDING" },
  });
  await api.flowRuns.setState({ id: completed.id }, { state: { type: "RUNNING" } });
  await api.flowRuns.setState({ id: completed.id }, { state: { type: "COMPLETED", message: "All states completed." } });
  scheduled = await api.flowRuns.create({ flow_id: other.id, name: "calm-heron", state: { type: "SCHEDULED" } });
  await api.logs.create(
    ["one", "two", "three"].map((message, index) => ({
      flow_run_id: completed.id,
      level: 20 + index * 10,
      message,
      name: "prefect.flow_runs",
      timestamp: new Date(Date.now() + index).toISOString(),
    })),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (...args: string[]) => weir(["flow-run", ...args], server.environment);
const messages = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" | ").at(-1));

it("lists runs, the latest first", async () => {
  const { code, stdout } = await run("ls");
  expect(code).toBe(0);
  const [titles, ...rows] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  expect(titles).toEqual(["ID", "Flow", "Name", "State", "When"]);
  expect(rows.map((row) => row.slice(0, 4))).toContainEqual([completed.id, "etl", "brave-otter", "Completed"]);
  expect(rows.map((row) => row.slice(0, 4))).toContainEqual([scheduled.id, "other", "calm-heron", "Scheduled"]);
});

it.each([
  [["--flow-name", "etl"], ["brave-otter"]],
  [["--state", "Completed", "Failed"], ["brave-otter"]],
  [["--state-type", "scheduled"], ["calm-heron"]],
  [["--flow-name", "etl", "--state", "Scheduled"], []],
])("lists only runs that fit %j", async (args, names) => {
  const { stdout } = await run("ls", "--json", ...args);
  expect((JSON.parse(stdout) as FlowRunResponse[]).map(({ name }) => name)).toEqual(names);
});

it("says so when there is nothing to list", async () => {
  expect(await run("ls", "--flow-name", "none")).toEqual({
    code: 0,
    stdout: "There are no such flow runs.\n",
    stderr: "",
  });
});

it("shows a run by id or name", async () => {
  const byName = await run("inspect", "brave-otter");
  expect(byName.code).toBe(0);
  for (const line of [
    /^Run +brave-otter$/m,
    /^Flow +etl$/m,
    /^State +Completed$/m,
    /^Tags +nightly$/m,
    /^Message +All states/m,
  ])
    expect(byName.stdout).toMatch(line);
  const byId = await run("inspect", completed.id, "-o", "json");
  expect(JSON.parse(byId.stdout)).toMatchObject({
    id: completed.id,
    parameters: { ids: [1, 2] },
    state_type: "COMPLETED",
  });
});

it("says in two lines that there is no such run", async () => {
  const { code, stdout, stderr } = await run("inspect", crypto.randomUUID());
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: there is no flow run .*\n.*weir flow-run ls.*\n$/);
});

it.each([
  [[], ["one", "two", "three"]],
  [["--reverse"], ["three", "two", "one"]],
  [
    ["--head", "2"],
    ["one", "two"],
  ],
  [
    ["--tail", "2"],
    ["two", "three"],
  ],
  [
    ["--tail", "2", "--reverse"],
    ["three", "two"],
  ],
  [
    ["--head", "2", "--reverse"],
    ["two", "one"],
  ],
  [["--tail", "-n", "1"], ["three"]],
])("prints the logs with %j", async (args, expected) => {
  const { code, stdout } = await run("logs", "brave-otter", ...args);
  expect(code).toBe(0);
  expect(messages(stdout)).toEqual(expected);
});

it("prints logs as JSON, one entry a line", async () => {
  const { stdout } = await run("logs", completed.id, "--json");
  const entries = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { message: string });
  expect(entries.map(({ message }) => message)).toEqual(["one", "two", "three"]);
});

it("follows the logs of a run to its end", async () => {
  const { api, environment } = server;
  const flow = await api.flows.create({ name: "etl" });
  const { id } = await api.flowRuns.create({ flow_id: flow.id, state: { type: "PENDING" } });
  const log = (message: string) =>
    api.logs.create([{ flow_run_id: id, level: 20, message, name: "x", timestamp: new Date().toISOString() }]);
  await api.flowRuns.setState({ id }, { state: { type: "RUNNING" } });
  await log("before");
  const child = start(["flow-run", "logs", id, "--follow"], environment);
  await waitForLine(child, "stdout", /before$/, 10_000);
  await log("while");
  await waitForLine(child, "stdout", /while$/, 10_000);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await api.flowRuns.setState({ id }, { state: { type: "COMPLETED" } });
  await log("after");
  await waitForLine(child, "stdout", /after$/, 10_000);
  expect(await ended).toBe(0);
});

it("needs no server: it opens the home folder's database itself", async () => {
  await using home = await emptyHome();
  const environment = { WEIR_HOME: home.path };
  expect(await weir(["flow-run", "ls"], environment)).toMatchObject({
    code: 0,
    stdout: "There are no such flow runs.\n",
  });
  const { stdout } = await weir(["api", "POST", "/flows/", "--data", '{"name": "etl"}'], environment);
  const { id } = JSON.parse(stdout) as { id: string };
  await weir(["api", "POST", "/flow_runs/", "--data", JSON.stringify({ flow_id: id, name: "kept" })], environment);
  expect((await weir(["flow-run", "inspect", "kept"], environment)).stdout).toMatch(/^Run +kept$/m);
});
