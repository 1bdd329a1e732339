/** The overview and the last runs of flows and deployments, on both databases. */
import type { Overview, RecentRuns } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { at, idOf, store } from "./stored-runs.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const FLOW = idOf("flow", 1);
const OTHER = idOf("flow", 2);
const HOUR = 3600;

const state = (state_type: string, state_name: string, start: number | null, expected = start ?? 0) => ({
  state_type,
  state_name,
  expected_start_time: at(expected),
  start_time: start === null ? null : at(start),
  end_time: start === null ? null : at(start + 10),
});

/** A deployment, two flows, and runs in every state, seen from an hour after the origin. */
async function filled(
  dialect: (typeof DIALECTS)[number],
): Promise<{ server: TestServer; deployment: string } & AsyncDisposable> {
  const server = await testServer(dialect, { clock: new ManualClock(at(HOUR)), settings: {} });
  await store(server, {
    flows: [
      { id: FLOW, name: "etl" },
      { id: OTHER, name: "other" },
    ],
  });
  const { id: deployment } = await server.must("POST", "/deployments/", { name: "nightly", flow_id: FLOW });
  const run = (number: number, more: object) => ({
    id: idOf("flow run", number),
    name: `run ${number}`,
    flow_id: FLOW,
    ...more,
  });
  await store(server, {
    flowRuns: [
      run(1, { ...state("COMPLETED", "Completed", 10), deployment_id: deployment }),
      run(2, { ...state("FAILED", "Failed", 20), deployment_id: deployment }),
      run(3, { ...state("CRASHED", "Crashed", 30), deployment_id: deployment }),
      run(4, state("RUNNING", "Running", 40)),
      run(5, state("SCHEDULED", "Late", null, 50)),
      run(6, state("SCHEDULED", "Scheduled", null, 2 * HOUR)),
      run(7, { ...state("FAILED", "Failed", -30 * HOUR), flow_id: OTHER }),
    ],
  });
  return { server, deployment, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each(DIALECTS)("%s", (dialect) => {
  test("the overview counts what there is, and names what needs somebody", async () => {
    await using filledServer = await filled(dialect);
    const { server, deployment } = filledServer;
    await server.must("POST", "/v2/concurrency_limits/", { name: "full", limit: 0 });
    await server.must("POST", "/v2/concurrency_limits/", { name: "free", limit: 1 });
    await server.must("POST", "/work_pools/", { name: "machines", type: "process" });
    const overview = await server.must<Overview>("GET", "/weir/overview");
    expect(overview.runs).toEqual({ running: 1, pending: 0, paused: 0, late: 1, failed: 2, completed: 1 });
    expect(overview.late).toMatchObject([{ run: { id: idOf("flow run", 5) }, reason: expect.any(String) as string }]);
    expect(overview.failing).toMatchObject([
      { id: deployment, name: "nightly", failures: 2, last: { id: idOf("flow run", 3) } },
    ]);
    expect(overview.upcoming.map(({ id }) => id)).toEqual([idOf("flow run", 6)]);
    expect(overview.full_limits.map(({ name }) => name)).toEqual(["full"]);
    expect(overview.pools).toMatchObject([{ name: "machines", is_paused: false, late: 0 }]);
    const week = await server.must<Overview>("GET", "/weir/overview?hours=168");
    expect(week.runs.failed).toBe(3);
  });

  test("a deployment whose last run went well does not fail", async () => {
    await using filledServer = await filled(dialect);
    const { server, deployment } = filledServer;
    await store(server, {
      flowRuns: [
        {
          id: idOf("flow run", 8),
          name: "run 8",
          flow_id: FLOW,
          deployment_id: deployment,
          ...state("COMPLETED", "Completed", 60),
        },
      ],
    });
    expect((await server.must<Overview>("GET", "/weir/overview")).failing).toEqual([]);
  });

  test("the last runs of each, newest first, as many as asked for", async () => {
    await using filledServer = await filled(dialect);
    const { server, deployment } = filledServer;
    const ask = (body: object): Promise<RecentRuns> => server.must("POST", "/weir/flow_runs/recent", body);
    const names = (runs: RecentRuns, id: string) => runs[id]?.map(({ name }) => name);
    const flows = await ask({ of: "flow", ids: [FLOW, OTHER], limit: 2 });
    expect(names(flows, FLOW)).toEqual(["run 4", "run 3"]);
    expect(names(flows, OTHER)).toEqual(["run 7"]);
    const deployments = await ask({ of: "deployment", ids: [deployment.toUpperCase()] });
    expect(names(deployments, deployment)).toEqual(["run 3", "run 2", "run 1"]);
    const refused = await server.call("POST", "/weir/flow_runs/recent", { of: "pool", ids: [] });
    expect(refused.status).toBe(422);
  });
});
