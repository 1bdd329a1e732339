/** `weir why`: what a run waits for, and the command that lets it go on. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer([], {});
  const { api } = server;
  const flow = await api.flows.create({ name: "f" });
  await api.workPools.create({ name: "here", type: "process", concurrency_limit: 1 });
  const { id } = await api.deployments.create({ name: "d", flow_id: flow.id, work_pool_name: "here" });
  for (const name of ["first", "second"]) await api.deployments.createFlowRun({ id }, { name });
});
afterAll(() => server[Symbol.asyncDispose]());

const why = (...args: string[]) => weir(["why", ...args], server.environment);

it("names the gates, and the command that opens the first that is shut", async () => {
  const { code, stdout } = await why("first");
  expect(code).toBe(0);
  expect(stdout).toContain("Flow run 'first' waits: no worker of work pool 'here' is online.");
  expect(stdout).toMatch(/✓ its time has come[^]*✗ no worker[^]*\$ weir worker start --pool here/);
});

it("names who holds the slots", async () => {
  const { api } = server;
  await api.workPools.heartbeat({ work_pool_name: "here" }, { name: "w" });
  const { flow_runs: claimed } = await api.workPools.claim({ name: "here" }, { worker_name: "w" });
  expect(claimed.map(({ name }) => name)).toEqual(["first"]);
  const { stdout } = await why("second");
  expect(stdout).toContain("waits: work pool 'here' is full: 1 of 1 slot taken.");
  expect(stdout).toContain(`held by first (${claimed[0]!.id})`);
  expect(stdout).toContain("$ weir work-pool update here --concurrency-limit 2");
  expect(JSON.parse((await why("first", "--json")).stdout)).toMatchObject({
    admitted: false,
    gates: [{ gate: "state", passes: false, reason: "it is claimed, and what is to run it is being prepared" }],
  });
});

it("says that there is no such run", async () => {
  const { code, stderr } = await why("nobody");
  expect([code, stderr]).toEqual([1, expect.stringContaining("there is no flow run nobody")]);
});
