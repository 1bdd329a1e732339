/** Versions of deployments, on both databases: history, going back, and trying one on some of the runs. */
import {
  CLIENT_HEADER,
  WEIR_VERSION,
  type DeploymentAdditions,
  type DeploymentOfRun,
  type DeploymentResponse,
  type DeploymentVersion,
  type DeploymentVersionDetail,
  type FlowRunResponse,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { planDueSchedules } from "../src/operations/schedules/plan-runs.ts";
import { ManualClock, testServer } from "./support.ts";

const OURS = { [CLIENT_HEADER]: WEIR_VERSION };
const HOURLY = { schedule: { interval: 3600 }, slug: "hourly" };

describe.each(DIALECTS)("versions of deployments on %s", (dialect) => {
  async function setup() {
    const clock = new ManualClock();
    const settings = { server_services_enabled: false, server_scheduler_min_runs: 200, server_scheduler_max_runs: 200 };
    const server = await testServer(dialect, { clock, settings });
    const flow = await server.must("POST", "/flows/", { name: "flow" });
    await server.must("POST", "/work_pools/", { name: "pool", type: "process" });
    const body = { name: "d", flow_id: flow.id, entrypoint: "a.ts:a", version: "1", work_pool_name: "pool" };
    const deploy = async (changes: object = {}, weir: object = {}) => {
      const answer = await server.call("POST", "/deployments/", { ...body, ...changes, weir }, OURS);
      expect(answer.status).toBeLessThan(300);
      return answer.body as DeploymentResponse;
    };
    const { id } = await deploy({}, { source: { message: "first", author: "ann", commit: { id: "abc" } } });
    const weir = `/weir/deployments/${id}`;
    return {
      server,
      clock,
      id,
      weir,
      deploy,
      versions: () => server.must<DeploymentVersion[]>("GET", `${weir}/versions`),
      read: () => server.must<DeploymentResponse>("GET", `/deployments/${id}`),
      run: () => server.must<FlowRunResponse>("POST", `/deployments/${id}/create_flow_run`, {}),
      ofRun: (run: string) => server.must<DeploymentOfRun>("GET", `/weir/flow_runs/${run}/deployment`),
      plan: () => planDueSchedules(server.app.context, clock.now()),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  test("a deploy that changes something makes a version, one that changes nothing makes none", async () => {
    await using all = await setup();
    await all.deploy();
    expect(await all.versions()).toMatchObject([
      { number: 1, message: "first", author: "ann", commit: { id: "abc" }, is_current: true, canary_share: null },
    ]);
    await all.deploy({ entrypoint: "b.ts:b", schedules: [HOURLY] }, { schedules: [{ overlap: "skip" }] });
    all.clock.advance(100);
    await all.deploy({ entrypoint: "b.ts:b", schedules: [HOURLY] }, { schedules: [{ overlap: "skip" }] });
    expect((await all.versions()).map(({ number, is_current }) => [number, is_current])).toEqual([
      [2, true],
      [1, false],
    ]);
    await all.deploy({ entrypoint: "b.ts:b", schedules: [HOURLY] });
    await all.server.must("PATCH", `/deployments/${all.id}`, { description: "changed" });
    await all.server.must("POST", `/deployments/${all.id}/pause_deployment`);
    expect(await all.versions()).toHaveLength(4);
    const detail = await all.server.must<DeploymentVersionDetail>("GET", `${all.weir}/versions/2`);
    expect(detail.content).toMatchObject({
      entrypoint: "b.ts:b",
      work_pool_name: "pool",
      schedules: [{ slug: "hourly", policy: { overlap: "skip" } }],
    });
    expect((await all.server.call("GET", `${all.weir}/versions/9`)).status).toBe(404);
  });

  test("going back makes a version like the earlier one, and runs keep the one they were made from", async () => {
    await using all = await setup();
    const first = await all.run();
    await all.deploy({ entrypoint: "b.ts:b", version: "2", schedules: [HOURLY], concurrency_limit: 3 });
    const second = await all.run();
    expect(await all.ofRun(first.id)).toMatchObject({
      version: 1,
      is_current: false,
      deployment: { id: all.id, entrypoint: "a.ts:a", version: "1" },
    });
    expect(await all.ofRun(second.id)).toMatchObject({ version: 2, is_current: true });
    const back = await all.server.must<DeploymentAdditions>("POST", `${all.weir}/rollback`, {});
    expect(back).toMatchObject({ version: 3, canary: null });
    expect(await all.read()).toMatchObject({
      entrypoint: "a.ts:a",
      version: "1",
      schedules: [],
      global_concurrency_limit: null,
    });
    expect(await all.ofRun(second.id)).toMatchObject({ version: 2, deployment: { entrypoint: "b.ts:b" } });
    expect((await all.versions())[0]).toMatchObject({ number: 3, message: "Rollback to version 1" });
    await all.server.must("POST", `${all.weir}/rollback`, { to: 2 });
    expect(await all.read()).toMatchObject({
      entrypoint: "b.ts:b",
      schedules: [{ slug: "hourly" }],
      global_concurrency_limit: { limit: 3 },
    });
    const unknown = await all.server.call("POST", `${all.weir}/rollback`, { to: 9 });
    expect(unknown.status).toBe(404);
    expect(JSON.stringify(unknown.body)).toContain("weir deployment history");
  });

  test("a version is tried on its share of the scheduled runs until it is taken over", async () => {
    await using all = await setup();
    await all.deploy({ schedules: [HOURLY] });
    await all.plan();
    const canary = { share: 0.25, changes: { entrypoint: "c.ts:c", version: "new", parameters: { fast: true } } };
    const tried = await all.server.must<DeploymentAdditions>("POST", `${all.weir}/canary`, canary);
    expect(tried).toMatchObject({ version: 2, canary: { version: 3, share: 0.25 } });
    expect(await all.read()).toMatchObject({ entrypoint: "a.ts:a" });
    await all.plan();
    const planned = () => all.server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", { limit: 200 });
    const [runs, isNew] = [await planned(), (run: FlowRunResponse) => run.deployment_version === "new"];
    expect(runs).toHaveLength(200);
    expect(Math.abs(runs.filter(isNew).length - 50)).toBeLessThan(20);
    expect(await all.ofRun(runs.find(isNew)!.id)).toMatchObject({ version: 3, deployment: { entrypoint: "c.ts:c" } });
    expect(runs.find(isNew)!.parameters).toEqual({ fast: true });
    expect((await all.run()).deployment_version).toBe("1");
    expect(await all.server.must("POST", `${all.weir}/promote`)).toMatchObject({ version: 3, canary: null });
    expect(await all.read()).toMatchObject({ entrypoint: "c.ts:c", schedules: [{ slug: "hourly" }] });
    expect(await all.versions()).toHaveLength(3);
    await all.plan();
    expect((await planned()).filter((run) => run.auto_scheduled && !isNew(run))).toEqual([]);
    expect((await all.server.call("POST", `${all.weir}/promote`)).status).toBe(409);
  });

  test("a version that is tried can be given up, and cannot be in another pool", async () => {
    await using all = await setup();
    await all.deploy({ schedules: [HOURLY] });
    const canary = (changes: object) => all.server.call("POST", `${all.weir}/canary`, { share: 0.5, changes });
    expect((await canary({ entrypoint: "c.ts:c" })).status).toBe(200);
    await all.plan();
    expect(await all.server.must("POST", `${all.weir}/rollback`)).toMatchObject({ version: 2, canary: null });
    await all.plan();
    const runs = await all.server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", { limit: 200 });
    for (const { id } of runs.slice(0, 5)) expect(await all.ofRun(id)).toMatchObject({ version: 2 });
    await all.server.must("POST", "/work_pools/", { name: "other", type: "process" });
    expect(await canary({ work_pool_name: "other" })).toMatchObject({ status: 409 });
    expect(await canary({ unknown: 1 })).toMatchObject({ status: 422 });
    expect(await canary({ parameters: {} })).toMatchObject({ status: 200, body: { canary: null } });
  });
});
