/** What a process reports after the server has declared its run lost: kept, and no more, until a person accepts it. */
import type { FlowRunResponse, LateResult, OrchestrationResult } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { crashLostRuns } from "../src/operations/flow-runs/lost.ts";
import { ManualClock, testServer } from "./support.ts";

const WEIR = { "x-weir-client": "test" };

async function setup(dialect: (typeof DIALECTS)[number]) {
  const clock = new ManualClock();
  const server = await testServer(dialect, { clock });
  const flow = await server.must("POST", "/flows/", { name: "late" });
  const deployment = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
  /** A run that was lost in its first attempt. */
  const lose = async (): Promise<string> => {
    const { id } = await server.must("POST", "/flow_runs/", {
      flow_id: flow.id,
      deployment_id: deployment.id,
      state: { type: "SCHEDULED" },
    });
    for (const type of ["PENDING", "RUNNING"])
      await server.call("POST", `/flow_runs/${id}/set_state`, { state: { type }, weir: { heartbeat: 10 } }, WEIR);
    clock.advance(31);
    expect(await crashLostRuns(server.app.context, clock.now(), 0)).toBe(1);
    return id;
  };
  /** As a process proposes: each transition has a name of its own. */
  const report = (id: string, type: string, { force = false, transition_id = randomUUID() as string | null } = {}) =>
    server.must<OrchestrationResult>("POST", `/flow_runs/${id}/set_state`, {
      state: { type, message: `it is ${type}`, data: { value: 1 }, state_details: { transition_id } },
      force,
    });
  const read = (id: string) => server.must<FlowRunResponse>("GET", `/flow_runs/${id}`);
  const late = (id: string) => server.must<LateResult[]>("GET", `/weir/flow_runs/${id}/late_results`);
  return { server, lose, report, read, late, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each(DIALECTS)("late results on %s", (dialect) => {
  test.each([
    ["COMPLETED", false],
    ["FAILED", false],
    ["FAILED", true],
    ["CRASHED", true],
  ])(
    "a late %s (forced: %s) flips nothing, is answered ABORT with the state as it is, and is kept",
    async (type, force) => {
      await using bench = await setup(dialect);
      const id = await bench.lose();
      const before = await bench.read(id);
      const answer = await bench.report(id, type, { force });
      expect(answer.status).toBe("ABORT");
      expect(answer.state?.type).toBe("CRASHED");
      expect(answer.state?.message).toContain("no sign of life");
      expect((answer.details as { reason: string }).reason).toMatch(
        /^The server has declared attempt 1 of this run lost/,
      );
      const after = await bench.read(id);
      expect([after.state_id, after.end_time]).toEqual([before.state_id, before.end_time]);
      expect(await bench.late(id)).toMatchObject([
        { number: 1, attempt: 1, accepted: null, state: { type, message: `it is ${type}`, data: { value: 1 } } },
      ]);
    },
  );

  test("the same report twice is kept once", async () => {
    await using bench = await setup(dialect);
    const id = await bench.lose();
    const transition_id = randomUUID();
    for (let i = 0; i < 3; i++) await bench.report(id, "COMPLETED", { transition_id });
    await bench.report(id, "FAILED");
    expect((await bench.late(id)).map(({ number, state }) => [number, state.type])).toEqual([
      [1, "COMPLETED"],
      [2, "FAILED"],
    ]);
  });

  test("a person accepts one: the run has that state, and the list says so", async () => {
    await using bench = await setup(dialect);
    const id = await bench.lose();
    await bench.report(id, "COMPLETED");
    const answer = await bench.server.must<OrchestrationResult>("POST", `/weir/flow_runs/${id}/late_results/1/accept`);
    expect([answer.status, answer.state?.type]).toEqual(["ACCEPT", "COMPLETED"]);
    const run = await bench.read(id);
    expect([run.state_type, run.state?.message, run.state?.data]).toEqual([
      "COMPLETED",
      "it is COMPLETED",
      { value: 1 },
    ]);
    expect((await bench.late(id))[0]!.accepted).not.toBeNull();
    expect((await bench.report(id, "FAILED")).status, "the process still does not have the word").toBe("ABORT");
  });

  test("another attempt begins anew: its reports count, and what the first one reported is history", async () => {
    await using bench = await setup(dialect);
    const id = await bench.lose();
    await bench.report(id, "COMPLETED");
    expect((await bench.report(id, "SCHEDULED")).status).toBe("ACCEPT");
    expect((await bench.report(id, "FAILED")).status, "not before the next one is claimed").toBe("ABORT");
    expect((await bench.report(id, "PENDING")).status).toBe("ACCEPT");
    expect((await bench.report(id, "RUNNING")).status).toBe("ACCEPT");
    const refused = await bench.server.call("POST", `/weir/flow_runs/${id}/late_results/1/accept`);
    expect(refused.status).toBe(409);
    expect((await bench.report(id, "COMPLETED")).status).toBe("ACCEPT");
    expect((await bench.late(id)).map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  test("a run that its own client reported as crashed follows the reference: a final state may change", async () => {
    await using bench = await setup(dialect);
    const { id } = await bench.server.must("POST", "/flow_runs/", {
      flow_id: (await bench.server.must("POST", "/flows/", { name: "late" })).id,
      state: { type: "PENDING" },
    });
    for (const type of ["RUNNING", "CRASHED", "COMPLETED"])
      expect((await bench.report(id, type)).status).toBe("ACCEPT");
    expect(await bench.late(id)).toEqual([]);
  });

  test("a person's forced word passes, as it does in the reference", async () => {
    await using bench = await setup(dialect);
    const id = await bench.lose();
    expect((await bench.report(id, "FAILED", { force: true, transition_id: null })).status).toBe("ACCEPT");
  });

  test("what is not there is not found", async () => {
    await using bench = await setup(dialect);
    const id = await bench.lose();
    expect((await bench.server.call("GET", `/weir/flow_runs/${randomUUID()}/late_results`)).status).toBe(404);
    expect((await bench.server.call("POST", `/weir/flow_runs/${id}/late_results/1/accept`)).status).toBe(404);
    expect((await bench.server.call("POST", `/weir/flow_runs/${id}/late_results/x/accept`)).status).toBe(422);
  });
});
