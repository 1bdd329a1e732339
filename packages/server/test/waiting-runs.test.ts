/** Flow runs that wait for an event by an automation of their own, on both databases. */
import type { Automation } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, emit, REACTIVE, type AutomationServer } from "./automation-server.ts";

const SUSPENDED = {
  type: "PAUSED",
  name: "Suspended",
  state_details: { pause_reschedule: true, pause_timeout: "2100-01-01T00:00:00Z" },
};

describe.each(DIALECTS)("runs that wait for an event on %s", (dialect) => {
  async function waitingRun(server: AutomationServer) {
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
    const { id } = await server.must("POST", `/deployments/${deployment.id}/create_flow_run`, {});
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "resume-flow-run" }],
      owner_resource: `prefect.flow-run.${id}`,
    });
    const enter = (state: object) => server.must("POST", `/flow_runs/${id}/set_state`, { state, force: true });
    const state = async () => (await server.must<{ state_name: string }>("GET", `/flow_runs/${id}`)).state_name;
    const left = async () => (await server.must<Automation[]>("POST", "/automations/filter", {})).length;
    return { enter, state, left };
  }

  test("an event of something else resumes the run that it was made for", async () => {
    await using server = await automationServer(dialect);
    const { enter, state, left } = await waitingRun(server);
    await enter({ type: "RUNNING" });
    await enter(SUSPENDED);
    await emit(server, "ping");
    await server.react();
    expect([await state(), await left()]).toEqual(["Resuming", 0]);
  });

  test("of two events one resumes the run, and the other one does not end another pause of it", async () => {
    await using server = await automationServer(dialect);
    const { enter, state } = await waitingRun(server);
    await enter({ type: "RUNNING" });
    await emit(server, "ping");
    for (let n = 0; n < 5; n++) {
      await server.react();
      server.clock.advance(8);
    }
    await server.react(); // looks again in eight seconds
    await emit(server, "ping");
    await enter(SUSPENDED);
    await server.react();
    expect(await state()).toBe("Resuming");
    await enter({ type: "RUNNING" });
    for (let n = 0; n < 2; n++) {
      server.clock.advance(8);
      await server.react();
    }
    await enter(SUSPENDED);
    server.clock.advance(8);
    await server.react();
    expect(await state()).toBe("Suspended");
  });

  test("an event that comes before the run is suspended resumes it as soon as it is", async () => {
    await using server = await automationServer(dialect);
    const { enter, state, left } = await waitingRun(server);
    await enter({ type: "RUNNING" });
    await emit(server, "ping");
    await server.react();
    for (let n = 0; n < 10; n++) {
      server.clock.advance(8); // longer than any other action is tried for
      await server.react();
    }
    expect([await state(), await left()]).toEqual(["Running", 1]);
    await enter(SUSPENDED);
    server.clock.advance(8);
    await server.react();
    expect([await state(), await left()]).toEqual(["Resuming", 0]);
  });

  test("what a run has left behind goes with it; what it waits for stays", async () => {
    await using server = await automationServer(dialect);
    const { enter, left } = await waitingRun(server);
    const other = await waitingRun(server);
    await server.react();
    expect(await left()).toBe(2);
    await enter({ type: "CANCELLED" });
    await server.react();
    expect(await left()).toBe(1);
    await other.enter({ type: "COMPLETED" });
    await server.react();
    expect(await left()).toBe(0);
  });
});
