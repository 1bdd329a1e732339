/** What schedules do by their policies, on both databases: missed times, runs that meet, jitter, priority. */
import { CLIENT_HEADER, WEIR_VERSION, type DeploymentAdditions, type DeploymentResponse } from "@weir/contract";
import type { FlowRunResponse, OrchestrationResult, SchedulePolicy } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { planDueSchedules } from "../src/operations/schedules/plan-runs.ts";
import { ManualClock, testServer } from "./support.ts";

const OURS = { [CLIENT_HEADER]: WEIR_VERSION };
const MINUTES = { cron: "*/10 * * * *" };
const at = (text: string): string => `2026-01-01T${text}:00.000000Z`;

describe.each(DIALECTS)("policies of schedules on %s", (dialect) => {
  async function setup(policy: SchedulePolicy | null, schedule: object = MINUTES) {
    const clock = new ManualClock(); // 2026-01-01T00:00:00Z
    const server = await testServer(dialect, { clock, settings: { server_services_enabled: false } });
    const flow = await server.must("POST", "/flows/", { name: "flow" });
    const body = { name: "d", flow_id: flow.id, schedules: [{ schedule }], weir: { schedules: [policy] } };
    const answer = await server.call("POST", "/deployments/", body, OURS);
    expect(answer.status).toBe(201);
    const deployment = answer.body as DeploymentResponse;
    const runs = () => server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", { sort: "EXPECTED_START_TIME_ASC" });
    const claim = async (time: string): Promise<OrchestrationResult> => {
      const run = (await runs()).find(({ expected_start_time }) => expected_start_time === at(time))!;
      return set(run.id, "PENDING");
    };
    const set = (id: string, type: string) =>
      server.must<OrchestrationResult>("POST", `/flow_runs/${id}/set_state`, { state: { type } });
    const states = async () =>
      Object.fromEntries(
        (await runs()).map(({ expected_start_time, state_name }) => [expected_start_time!.slice(11, 16), state_name]),
      );
    return {
      server,
      clock,
      deployment,
      runs,
      claim,
      set,
      states,
      plan: () => planDueSchedules(server.app.context, clock.now()),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  test("a schedule without a policy plans and starts as ever", async () => {
    await using all = await setup(null);
    await all.plan();
    all.clock.advance(5 * 3600);
    expect((await all.claim("00:10")).status).toBe("ACCEPT");
    expect((await all.claim("00:20")).status).toBe("ACCEPT");
    await all.plan();
    expect(Object.keys(await all.states())).not.toContain("02:00"); // nobody had planned it in time
  });

  test("all missed times are made up for, or the latest, or those within a window, or none", async () => {
    for (const [catch_up, made] of [
      ["all", ["02:00", "04:40"]],
      ["latest", ["04:50"]],
      [1800, ["04:30", "04:50"]],
      ["none", []],
    ] as const) {
      await using all = await setup({ catch_up });
      await all.plan();
      const planned = new Set(Object.keys(await all.states()));
      all.clock.advance(5 * 3600 - 1);
      await all.plan();
      await all.plan();
      const past = Object.keys(await all.states()).filter((time) => time < "05:00" && !planned.has(time));
      for (const time of made) expect(past).toContain(time);
      expect(past).toHaveLength({ all: 29 - planned.size, latest: 1, none: 0, 1800: 3 }[catch_up]);
    }
  });

  test("what was planned and missed is left out when somebody comes to run it", async () => {
    await using all = await setup({ catch_up: "latest" });
    await all.plan();
    all.clock.advance(35 * 60);
    expect(await all.claim("00:10")).toMatchObject({ status: "REJECT", state: { type: "CANCELLED", name: "Skipped" } });
    expect((await all.claim("00:20")).status).toBe("REJECT");
    expect((await all.claim("00:30")).status).toBe("ACCEPT");
    expect(await all.states()).toMatchObject({ "00:10": "Skipped", "00:20": "Skipped", "00:30": "Pending" });
  });

  test("skip: what is due while another one runs is left out, also if it is claimed after that has ended", async () => {
    await using all = await setup({ overlap: "skip" });
    await all.plan();
    const [first] = await all.runs();
    all.clock.advance(600);
    await all.claim("00:10");
    await all.set(first!.id, "RUNNING");
    all.clock.advance(600);
    expect(await all.claim("00:20")).toMatchObject({ status: "REJECT", state: { name: "Skipped" } });
    all.clock.advance(601);
    await all.set(first!.id, "COMPLETED");
    expect((await all.claim("00:30")).status).toBe("REJECT");
    all.clock.advance(600);
    expect((await all.claim("00:40")).status).toBe("ACCEPT");
  });

  test("queue: one waits, further ones are left out, and the end of the first lets it begin at once", async () => {
    await using all = await setup({ overlap: "queue", catch_up: "none" });
    await all.plan();
    const [first, second] = await all.runs();
    all.clock.advance(600);
    await all.claim("00:10");
    await all.set(first!.id, "RUNNING");
    all.clock.advance(600);
    expect(await all.claim("00:20")).toMatchObject({ status: "REJECT", state: { name: "AwaitingPreviousRun" } });
    all.clock.advance(600);
    expect(await all.claim("00:30")).toMatchObject({ status: "REJECT", state: { name: "Skipped" } });
    await all.set(first!.id, "COMPLETED");
    const woken = (await all.runs()).find(({ id }) => id === second!.id)!;
    expect(Date.parse(woken.next_scheduled_start_time!) * 1000).toBeLessThan(all.clock.now());
    expect((await all.claim("00:20")).status).toBe("ACCEPT");
  });

  test("cancel: the one that runs is asked to end, and the new one begins when it has", async () => {
    await using all = await setup({ overlap: "cancel" });
    await all.plan();
    const [first] = await all.runs();
    all.clock.advance(600);
    await all.claim("00:10");
    await all.set(first!.id, "RUNNING");
    all.clock.advance(600);
    expect((await all.claim("00:20")).status).toBe("REJECT");
    expect(await all.states()).toMatchObject({ "00:10": "Cancelling", "00:20": "AwaitingPreviousRun" });
    await all.set(first!.id, "CANCELLED");
    expect((await all.claim("00:20")).status).toBe("ACCEPT");
  });

  test("jitter puts each run off by the same however often it is planned; none is made twice or left out", async () => {
    await using all = await setup({ jitter: 900, priority: 1 });
    await all.plan();
    const starts = new Map((await all.runs()).map((run) => [run.idempotency_key, run.expected_start_time]));
    const offsets = [...starts].map(([key, start]) => {
      const time = Date.parse(`${key!.split(" ").slice(-2).join("T")}`);
      return Date.parse(start!) - time;
    });
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...offsets)).toBeLessThan(900_000);
    expect(new Set(offsets).size).toBeGreaterThan(2);
    all.clock.advance(20 * 60);
    await all.server.must("PATCH", `/deployments/${all.deployment.id}`, { description: "changed" });
    await all.plan();
    const again = await all.runs();
    expect(new Set(again.map((run) => run.idempotency_key)).size).toBe(again.length);
    for (const [key, start] of starts)
      expect(again.find((run) => run.idempotency_key === key)?.expected_start_time).toBe(start);
  });

  test("is shown to clients of Weir alone, changed with the schedule, and refused where it cannot be", async () => {
    await using all = await setup({ overlap: "skip", jitter: 5 });
    const { server, deployment } = all;
    const id = deployment.schedules![0]!.id;
    const known = () => server.must<DeploymentAdditions>("GET", `/weir/deployments/${deployment.id}`);
    expect((await known()).schedules).toEqual({ [id]: { overlap: "skip", jitter: 5 } });
    expect(JSON.stringify(await server.must("GET", `/deployments/${deployment.id}`))).not.toContain("overlap");
    const path = `/deployments/${deployment.id}/schedules/${id}`;
    expect((await server.call("PATCH", path, { active: true }, OURS)).status).toBe(204);
    expect((await known()).schedules).toHaveProperty([id]);
    await server.call("PATCH", path, { weir: { policy: { catch_up: 60 } } }, OURS);
    expect((await known()).schedules).toEqual({ [id]: { catch_up: 60 } });
    const refused = await server.call("PATCH", path, { weir: { policy: { overlap: "perhaps" } } }, OURS);
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain("overlap");
    await server.call("PATCH", path, { weir: { policy: null } }, OURS);
    expect((await known()).schedules).toEqual({});
    const made = await server.call(
      "POST",
      `/deployments/${deployment.id}/schedules`,
      [{ schedule: MINUTES, weir: { policy: { overlap: "queue" } } }],
      OURS,
    );
    expect(made.status).toBe(201);
    expect(Object.values((await known()).schedules)).toEqual([{ overlap: "queue" }]);
  });
});
