/** Schedules, and the runs that are planned by them, on both databases. */
import {
  type DeploymentResponse,
  type DeploymentSchedule,
  type FlowRunResponse,
  type Settings,
  type SchedulePreview,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { markLateRuns } from "../src/operations/flow-runs/late.ts";
import { planDueSchedules } from "../src/operations/schedules/plan-runs.ts";
import { ManualClock, testServer } from "./support.ts";

const DAILY = { cron: "0 9 * * *", timezone: "Europe/Berlin" };
const HOURLY = { interval: 3600, anchor_date: "2026-01-01T00:30:00Z" };
const at = (text: string): string => `${text}.000000Z`;

describe.each(DIALECTS)("schedules on %s", (dialect) => {
  async function setup(settings: Partial<Settings> = {}) {
    // 2026-01-01T00:00:00Z
    const clock = new ManualClock();
    const server = await testServer(dialect, { clock, settings });
    const flow = await server.must("POST", "/flows/", { name: "flow", tags: [] });
    const deploy = (body: object = {}) =>
      server.must<DeploymentResponse>("POST", "/deployments/", { name: "d", flow_id: flow.id, ...body });
    const plan = (): Promise<number> => planDueSchedules(server.app.context, clock.now());
    const runs = (): Promise<FlowRunResponse[]> =>
      server.must("POST", "/flow_runs/filter", { sort: "EXPECTED_START_TIME_ASC" });
    const times = async (): Promise<(string | null | undefined)[]> =>
      (await runs()).map(({ next_scheduled_start_time: time }) => time);
    return {
      server,
      clock,
      flow,
      deploy,
      plan,
      runs,
      times,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  test("planned runs look as the reference's do", async () => {
    await using all = await setup();
    const { server, flow, deploy, plan, runs } = all;
    const deployment = await deploy({
      schedules: [{ schedule: DAILY, slug: "daily", parameters: { b: 2 } }],
      parameters: { a: 1, b: 1 },
      tags: ["t"],
      labels: { team: "x" },
      version: "7",
    });
    const schedule = deployment.schedules![0]!;
    expect(await plan()).toBe(3);
    const [run] = await runs();
    expect(run).toMatchObject({
      flow_id: flow.id,
      deployment_id: deployment.id,
      deployment_version: "7",
      parameters: { a: 1, b: 2 },
      tags: ["auto-scheduled", "t"],
      labels: { team: "x", "prefect.flow.id": flow.id, "prefect.deployment.id": deployment.id },
      auto_scheduled: true,
      created_by: { id: schedule.id, type: "SCHEDULE", display_value: "daily" },
      idempotency_key: `scheduled ${deployment.id} ${schedule.id} 2026-01-01 09:00:00+01:00`,
      expected_start_time: at("2026-01-01T08:00:00"),
      next_scheduled_start_time: at("2026-01-01T08:00:00"),
      run_count: 0,
      state_name: "Scheduled",
      state: {
        type: "SCHEDULED",
        message: "Flow run scheduled",
        state_details: { scheduled_time: at("2026-01-01T08:00:00"), flow_run_id: null },
      },
    });
    const states = await server.must<object[]>("GET", `/flow_run_states/?flow_run_id=${run!.id}`);
    expect(states).toHaveLength(1);
  });

  test("a pass plans what is due and nothing twice", async () => {
    await using all = await setup();
    const { clock, deploy, plan, times } = all;
    await deploy({ schedules: [{ schedule: HOURLY }] });
    expect(await plan()).toBe(3);
    expect(await plan()).toBe(0);
    expect(await times()).toEqual([at("2026-01-01T00:30:00"), at("2026-01-01T01:30:00"), at("2026-01-01T02:30:00")]);
    clock.advance(1799);
    expect(await plan()).toBe(0);
    clock.advance(2);
    expect(await plan()).toBe(1);
    expect((await times()).at(-1)).toBe(at("2026-01-01T03:30:00"));
  });

  test("several servers at once make each run once", async () => {
    await using all = await setup();
    const { server, clock, flow, runs } = all;
    for (let i = 0; i < 30; i++)
      await server.must("POST", "/deployments/", {
        name: `d${i}`,
        flow_id: flow.id,
        schedules: [{ schedule: HOURLY }, { schedule: DAILY }],
      });
    const { context } = server.app;
    const small = { ...context, settings: { ...context.settings, server_scheduler_deployment_batch_size: 7 } };
    const now = clock.now();
    const made = await Promise.all(Array.from({ length: 4 }, () => planDueSchedules(small, now)));
    // What one server left to another that had just stopped looking is due at the next pass.
    made.push(await planDueSchedules(small, now));
    expect(made.reduce((sum, count) => sum + count)).toBe(180);
    const keys = (await server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", {})).map(
      (run) => run.idempotency_key,
    );
    expect(new Set(keys).size).toBe(180);
    expect(await runs()).toHaveLength(180);
  });

  test("planning a time again makes no second run", async () => {
    await using all = await setup();
    const { server, deploy, plan, runs } = all;
    const { id } = await deploy({ schedules: [{ schedule: HOURLY }] });
    await plan();
    const window = { start_time: "2026-01-01T00:00:00Z", end_time: "2026-01-01T12:00:00Z", min_runs: 6 };
    await server.must("POST", `/deployments/${id}/schedule`, window);
    expect(await runs()).toHaveLength(6);
    await server.must("POST", `/deployments/${id}/schedule`, window);
    expect(await runs()).toHaveLength(6);
    await server.must("POST", `/deployments/${id}/schedule`, { ...window, min_runs: 50 });
    expect(await runs()).toHaveLength(12);
  });

  test("planning on demand is bounded, and unknown deployments have nothing to plan", async () => {
    await using all = await setup();
    const { server, deploy } = all;
    const { id } = await deploy({ schedules: [{ schedule: { interval: 1 } }] });
    await server.must("POST", `/deployments/${id}/schedule`, { min_runs: 1_000_000, max_runs: 1_000_000 });
    expect(await server.must("POST", "/flow_runs/count", {})).toBe(1000);
    const none = await server.call("POST", "/deployments/00000000-0000-4000-8000-000000000000/schedule", {});
    expect(none).toEqual({ status: 200, body: null });
  });

  test("pausing a deployment takes its planned runs back, resuming plans them again", async () => {
    await using all = await setup();
    const { server, deploy, plan, times } = all;
    const { id } = await deploy({ schedules: [{ schedule: HOURLY }] });
    await plan();
    const planned = await times();
    await server.must("POST", `/deployments/${id}/pause_deployment`);
    expect(await times()).toEqual([]);
    expect(await plan()).toBe(0);
    await server.must("POST", `/deployments/${id}/resume_deployment`);
    expect(await plan()).toBe(3);
    expect(await times()).toEqual(planned);
  });

  test("a schedule that is switched off, changed or deleted takes its runs with it", async () => {
    await using all = await setup();
    const { server, deploy, plan, times } = all;
    const { id, schedules } = await deploy({ schedules: [{ schedule: HOURLY, slug: "s" }] });
    const path = `/deployments/${id}/schedules/${schedules![0]!.id}`;
    await plan();
    expect((await server.call("PATCH", path, { active: false })).status).toBe(204);
    expect([await plan(), await times()]).toEqual([0, []]);
    await server.call("PATCH", path, { active: true, schedule: { cron: "15 * * * *" } });
    expect(await plan()).toBe(3);
    expect((await times())[0]).toBe(at("2026-01-01T00:15:00"));
    expect((await server.call("DELETE", path)).status).toBe(204);
    expect([await plan(), await times()]).toEqual([0, []]);
  });

  test("a deployment that changes is planned anew with what it has now", async () => {
    await using all = await setup();
    const { server, deploy, plan, runs } = all;
    const { id } = await deploy({
      schedules: [{ schedule: HOURLY }],
      parameters: { x: 1 },
      enforce_parameter_schema: false,
    });
    await plan();
    await server.call("PATCH", `/deployments/${id}`, { parameters: { x: 2 } });
    expect(await plan()).toBe(3);
    expect((await runs()).map(({ parameters }) => parameters)).toEqual(Array.from({ length: 3 }, () => ({ x: 2 })));
    await server.call("DELETE", `/deployments/${id}`);
    expect([await plan(), await runs()]).toEqual([0, []]);
  });

  test("a planned run that nobody starts becomes late", async () => {
    await using all = await setup();
    const { server, clock, deploy, plan, runs } = all;
    await deploy({ schedules: [{ schedule: HOURLY }] });
    await plan();
    clock.advance(1900);
    expect(await markLateRuns(server.app.context, clock.now())).toBe(1);
    expect((await runs()).map(({ state_name }) => state_name)).toEqual(["Late", "Scheduled", "Scheduled"]);
  });

  test("a schedule for once a year is planned when its time comes into the window", async () => {
    await using all = await setup();
    const { clock, deploy, plan, times } = all;
    await deploy({ schedules: [{ schedule: { cron: "0 0 1 6 *" } }] });
    expect(await plan()).toBe(0);
    clock.advance(52 * 86_400);
    expect(await plan()).toBe(1);
    expect(await times()).toEqual([at("2026-06-01T00:00:00")]);
  });

  test("schedules are added to a deployment and listed", async () => {
    await using all = await setup();
    const { server, deploy, plan } = all;
    const { id } = await deploy({});
    const made = await server.call("POST", `/deployments/${id}/schedules`, [
      { schedule: { rrule: "FREQ=DAILY;COUNT=2", timezone: "UTC" }, slug: "once" },
      { schedule: { interval: "PT1H" }, active: false },
      { schedule: { interval: "01:30:00", anchor_date: "2026-01-01T00:00:00Z" }, active: false, slug: "clock" },
      { schedule: { cron: "@daily" }, active: false, slug: "daily" },
    ]);
    expect(made.status).toBe(201);
    const listed = await server.must<DeploymentSchedule[]>("GET", `/deployments/${id}/schedules`);
    expect(listed.map(({ slug, schedule }) => [slug, schedule])).toEqual(
      expect.arrayContaining([
        ["clock", { interval: 5400, anchor_date: at("2026-01-01T00:00:00"), timezone: "UTC" }],
        ["daily", { cron: "@daily", timezone: null, day_or: true }],
        ["once", { rrule: "DTSTART:20200101T000000\nFREQ=DAILY;COUNT=2", timezone: "UTC" }],
        [null, { interval: 3600, anchor_date: expect.stringMatching(/^2026-01-01T00:00:00/), timezone: "UTC" }],
      ]),
    );
    expect(await plan()).toBe(0);
  });

  test.each([
    [{ cron: "61 * * * *" }, 'Value error, Invalid cron string: "61 * * * *"'],
    [{ cron: "R * * * *" }, "Value error, Random and Hashed expressions are unsupported"],
    [{ cron: "0 * * * *", timezone: "Mars/Base" }, 'Value error, Invalid timezone: "Mars/Base"'],
    [{ rrule: "FREQ=NEVER", timezone: "UTC" }, 'Value error, Invalid RRule string "FREQ=NEVER"'],
    [{ rrule: `RRULE:FREQ=DAILY;${"X".repeat(6500)}`, timezone: "UTC" }, "Max length is 6500, got 6517"],
    [{ interval: 0 }, "Input should be greater than 0"],
    [{ interval: "PT0S" }, "Value error, interval must be positive"],
    [{ interval: "soon" }, 'Value error, Not a duration: "soon"'],
    [{ interval: "PT" }, 'Value error, Not a duration: "PT"'],
  ])("what cannot be a schedule is refused: %j", async (schedule, message) => {
    await using all = await setup();
    const { server, flow, deploy } = all;
    const { id } = await deploy({});
    for (const [method, path, body] of [
      ["POST", "/deployments/", { name: "e", flow_id: flow.id, schedules: [{ schedule }] }],
      ["POST", `/deployments/${id}/schedules`, [{ schedule }]],
      ["PATCH", `/deployments/${id}`, { schedules: [{ schedule }] }],
      ["POST", "/weir/schedules/preview", { schedule }],
    ] as const) {
      const answer = await server.call(method, path, body);
      expect(answer.status, path).toBe(422);
      expect(JSON.stringify(answer.body).replaceAll('\\"', '"')).toContain(message);
    }
  });

  test("the next times of a schedule can be seen without storing it", async () => {
    await using all = await setup();
    const { server } = all;
    const preview = (body: object) => server.must<SchedulePreview>("POST", "/weir/schedules/preview", body);
    expect(
      await preview({
        schedule: { cron: "30 2 * * *", timezone: "America/New_York" },
        start: "2026-03-07T00:00:00Z",
        limit: 3,
      }),
    ).toEqual({
      times: [at("2026-03-07T07:30:00"), at("2026-03-08T06:30:00"), at("2026-03-09T06:30:00")],
    });
    expect((await preview({ schedule: { interval: 60 } })).times).toHaveLength(10);
    expect((await server.call("POST", "/weir/schedules/preview", { schedule: DAILY, limit: 1001 })).status).toBe(422);
  });
});
