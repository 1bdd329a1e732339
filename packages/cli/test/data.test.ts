/** Flows, task runs, variables, artifacts and the changing verbs of flow runs, on one server. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitForLine } from "@weir/testkit";
import { type RunningServer, start, startServer, weir } from "./weir.ts";

let server: RunningServer;
let flowId: string;

beforeAll(async () => {
  server = await startServer();
  flowId = (await server.api.flows.create({ name: "etl", tags: ["nightly"] })).id;
  await server.api.flows.create({ name: "report" });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (...args: string[]) => weir(args, server.environment);
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, "--json")).stdout);
const names = (found: unknown): unknown[] => (found as { name: unknown }[]).map(({ name }) => name);
const flowRun = (name: string, type: "PENDING" | "SCHEDULED" | "COMPLETED", more: object = {}) =>
  server.api.flowRuns.create({ flow_id: flowId, name, state: { type }, ...more });

it("lists flows, and looks at one", async () => {
  expect(names(await json("flow", "ls"))).toEqual(["report", "etl"]);
  expect(names(await json("flows", "ls", "--name", "ET", "--tag", "nightly"))).toEqual(["etl"]);
  await flowRun("seen-below-its-flow", "COMPLETED");
  const { stdout } = await run("flow", "inspect", "etl");
  for (const line of [/^Flow +etl$/m, /^Tags +nightly$/m, /^Runs +\d+$/m, /etl +seen-below-its-flow +Completed/])
    expect(stdout).toMatch(line);
  expect(await json("flow", "inspect", flowId)).toMatchObject({ name: "etl" });
  const { code, stderr } = await run("flow", "inspect", "etll");
  expect([code, stderr]).toEqual([1, "error: there is no flow etll\nDid you mean etl? `weir flow ls` lists them.\n"]);
});

it("lists task runs by flow run and state, looks at one, prints its logs", async () => {
  const { id } = await flowRun("with-tasks", "COMPLETED");
  const task = (name: string, type: "COMPLETED" | "FAILED") =>
    server.api.taskRuns.create({ name, task_key: "fetch", dynamic_key: name, flow_run_id: id, state: { type } });
  const failed = await task("fetch-1", "FAILED");
  await task("fetch-2", "COMPLETED");
  expect(names(await json("task-run", "ls", "--flow-run", "with-tasks", "--state-type", "failed"))).toEqual([
    "fetch-1",
  ]);
  expect(names(await json("task-runs", "ls", "--name", "etch-2", "--since", "1h"))).toEqual(["fetch-2"]);
  expect((await run("task-run", "ls", "--flow-run", id)).stdout).toMatch(/fetch-1 +Failed/);
  expect((await run("task-run", "inspect", "fetch-1")).stdout).toMatch(
    new RegExp(`^Task run +fetch-1\nID +${failed.id}\nTask +fetch\nFlow run +with-tasks ${id}$`, "m"),
  );
  const log = { level: 20, message: "page 3 is gone", name: "x", timestamp: new Date().toISOString() };
  await server.api.logs.create([{ ...log, flow_run_id: id, task_run_id: failed.id }]);
  expect((await run("task-run", "logs", failed.id)).stdout).toMatch(/INFO +\| page 3 is gone\n$/);
  expect(await run("task-run", "logs", "fetch-2")).toEqual({ code: 0, stdout: "", stderr: "There are no logs.\n" });
});

it("sets, reads, lists and deletes variables", async () => {
  expect((await run("variable", "set", "threshold", "0.8")).stdout).toBe("Set threshold.\n");
  const again = await run("variable", "set", "threshold", "0.9");
  expect([again.code, again.stderr]).toEqual([
    1,
    "error: there is a variable threshold already\nGive --overwrite to replace its value.\n",
  ]);
  expect((await run("variable", "set", "threshold", "0.9", "--overwrite")).code).toBe(0);
  await run("variable", "set", "cities", '["Oslo"]', "--tag", "weather");
  await run("variable", "set", "greeting", "hello world");
  expect((await run("variable", "get", "threshold")).stdout).toBe("0.9\n");
  expect((await run("variable", "get", "greeting")).stdout).toBe("hello world\n");
  expect(await json("variable", "get", "greeting")).toBe("hello world");
  expect(names(await json("variables", "ls"))).toEqual(["cities", "greeting", "threshold"]);
  expect(names(await json("variable", "ls", "--tag", "weather"))).toEqual(["cities"]);
  expect((await run("variable", "inspect", "cities")).stdout).toMatch(/^Value +\[\n +"Oslo"\n +\]\nTags +weather$/m);
  expect((await run("variable", "unset", "cities")).stdout).toBe("Deleted cities.\n");
  expect((await run("variable", "get", "greting")).stderr).toContain("Did you mean greeting?");
  const refused = await run("variable", "set", "Not A Name", "1");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/^error: .*Not A Name|^error: .*name/);
});

it("lists, shows and deletes artifacts", async () => {
  for (const data of ["# one", "# two"])
    await server.api.artifacts.create({ key: "report", type: "markdown", data, description: "the day" });
  await server.api.artifacts.create({ type: "table", data: '[{"a": 1}]' });
  expect((await run("artifact", "ls")).stdout).toMatch(/report +markdown +the day/);
  expect(await json("artifact", "ls")).toHaveLength(1);
  expect(await json("artifacts", "ls", "--all")).toHaveLength(3);
  expect(await json("artifact", "ls", "--all", "--type", "table")).toHaveLength(1);
  expect((await run("artifact", "inspect", "report")).stdout).toMatch(/^Data +# two$/m);
  const versions = (await json("artifact", "inspect", "report", "--limit", "5")) as { id: string; data: string }[];
  expect(versions.map(({ data }) => data)).toEqual(["# two", "# one"]);
  expect((await run("artifact", "delete", versions[1]!.id)).code).toBe(0);
  expect((await run("artifact", "delete", "report")).stdout).toBe("Deleted report.\n");
  const gone = await run("artifact", "inspect", "report");
  expect([gone.code, gone.stderr]).toEqual([
    1,
    "error: there is no artifact report\nSee which there are with `weir artifact ls`.\n",
  ]);
});

it("watches a run to its end, and tells by its exit code how that was", async () => {
  const { id } = await flowRun("watched", "PENDING");
  const child = start(["flow-run", "watch", "watched"], server.environment);
  await waitForLine(child, "stdout", /\| Pending$/, 10_000);
  await server.api.flowRuns.setState({ id }, { state: { type: "RUNNING" } });
  await waitForLine(child, "stdout", /\| Running$/, 10_000);
  const ended = once(child, "exit");
  await server.api.flowRuns.setState({ id }, { state: { type: "FAILED", message: "no\nluck" } });
  await waitForLine(child, "stdout", /\| Failed {2}no luck$/, 10_000);
  expect(await ended).toEqual([1, null]);
  const states = (await run("flow-run", "watch", id, "--json")).stdout.trimEnd().split("\n");
  expect(states.map((state) => (JSON.parse(state) as { type: string }).type)).toEqual(["PENDING", "RUNNING", "FAILED"]);
});

it("gives up watching when the time is over", async () => {
  await flowRun("endless", "PENDING");
  const { code, stderr } = await run("flow-run", "watch", "endless", "--timeout", "0.2");
  expect([code, stderr]).toEqual([1, "error: endless has not ended within 0.2 seconds\nGive a longer --timeout.\n"]);
});

it("cancels a run that has not ended", async () => {
  const { id } = await flowRun("to-cancel", "PENDING");
  const cancelled = await run("flow-run", "cancel", "to-cancel");
  expect(cancelled).toMatchObject({ code: 0, stderr: "" });
  const { state_type: type } = await server.api.flowRuns.read({ id });
  expect(type).toMatch(/^CANCELL(ING|ED)$/);
  await flowRun("done-already", "COMPLETED");
  const { code, stderr } = await run("flow-run", "cancel", "done-already");
  expect([code, stderr]).toEqual([
    1,
    "error: done-already has ended already: it is Completed\nThere is nothing left to cancel.\n",
  ]);
});

it("schedules a run of a deployment again", async () => {
  const { id: deployment } = await server.api.deployments.create({ name: "prod", flow_id: flowId });
  const { id } = await flowRun("to-retry", "COMPLETED", { deployment_id: deployment });
  expect((await run("flow-run", "retry", "to-retry")).code).toBe(0);
  expect((await server.api.flowRuns.read({ id })).state_name).toBe("AwaitingRetry");
  expect((await run("flow-run", "retry", "to-retry")).stderr).toContain("to-retry has not ended: it is AwaitingRetry");
  await flowRun("of-a-script", "COMPLETED");
  expect((await run("flow-run", "retry", "of-a-script")).stderr).toContain("has no deployment");
});

it("deletes runs, all that are named or none", async () => {
  const { id } = await flowRun("delete-me", "COMPLETED");
  await flowRun("and-me", "COMPLETED");
  expect(await run("flow-run", "delete", "delete-me", "not-there")).toMatchObject({ code: 1, stdout: "" });
  expect((await run("flow-run", "delete", id, "and-me")).stdout).toBe("Deleted delete-me.\nDeleted and-me.\n");
  expect((await run("flow-run", "inspect", id)).code).toBe(1);
});

it("lists runs by name, tag and time", async () => {
  await flowRun("tagged-run", "COMPLETED", { tags: ["a", "b"] });
  expect(names(await json("flow-run", "ls", "--tag", "a", "b"))).toEqual(["tagged-run"]);
  expect(names(await json("flow-run", "ls", "--tag", "a", "--tag", "c"))).toEqual([]);
  expect(names(await json("flow-run", "ls", "--name", "agged", "--since", "1h"))).toEqual(["tagged-run"]);
  expect(names(await json("flow-run", "ls", "--name", "agged", "--until", "1h"))).toEqual([]);
});

it("sends events and prints them as they come", async () => {
  const child = start(["event", "stream", "--event", "orders.*", "--json"], server.environment);
  // What was sent just before the command listened is in its memory, so nothing has to be waited for.
  const arrived = waitForLine(child, "stdout", /orders\.arrived/, 20_000);
  const label = "prefect.resource.name=order 17";
  await run("event", "emit", "other.thing", "--resource-id", "shop.1");
  const sent = await run(
    ...["event", "emit", "orders.arrived", "--resource-id", "shop.orders.17", "-r", label, "-p", '{"total": 12.5}'],
  );
  expect(sent.stdout).toMatch(/^Sent orders\.arrived with id [0-9a-f-]{36}\.\n$/);
  const [line] = await arrived;
  expect(line).toBe("orders.arrived");
  const gone = once(child, "exit");
  child.kill("SIGINT");
  expect(await gone).toEqual([null, "SIGINT"]);
  const { stdout } = await run("event", "stream", "--since", "1h", "--resource", "shop.orders.*", "--limit", "1");
  expect(stdout).toMatch(/\| orders\.arrived \| order 17 {2}shop\.orders\.17\n$/);
  expect((await run("event", "emit", "orders.arrived")).stderr).toContain("--resource-id");
});
