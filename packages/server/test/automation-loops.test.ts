/** Automations that go on by what they do themselves, on both databases. */
import type { Automation, FlowRunResponse, Settings } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import {
  automationServer,
  create,
  emit,
  eventsNamed,
  firings,
  REACTIVE,
  type AutomationServer,
} from "./automation-server.ts";

describe.each(DIALECTS)("loops of automations on %s", (dialect) => {
  const setup = (settings: Partial<Settings>) => automationServer(dialect, settings);
  const isEnabled = async (server: AutomationServer, id: string) =>
    (await server.must<Automation>("GET", `/automations/${id}`)).enabled;

  test("one that goes on by what it does itself is switched off, and says so; others are not", async () => {
    await using server = await setup({ server_automation_loop_limit: 3 });
    const { id } = await create(server, {
      name: "endless",
      trigger: { ...REACTIVE, expect: ["begin", "prefect.automation.action.executed"] },
    });
    await create(server, { name: "other", trigger: { ...REACTIVE, expect: ["thing"] } });
    for (let n = 0; n < 5; n++) await emit(server, "thing");
    await emit(server, "begin");
    for (let n = 0; n < 10; n++) await server.react();
    const fired = await eventsNamed(server, "prefect.automation.triggered");
    const of = (name: string) => fired.filter(({ resource }) => resource["prefect.resource.name"] === name);
    expect(of("other")).toHaveLength(5);
    expect(await server.must("GET", `/automations/${id}`)).toMatchObject({ enabled: false });
    const ended = await eventsNamed(server, "prefect.automation.loop-ended");
    expect(ended).toMatchObject([{ resource: { "prefect.resource.name": "endless" }, payload: { firings: 3 } }]);
    const before = of("endless").length;
    await server.must("PATCH", `/automations/${id}`, { enabled: true });
    await emit(server, "begin");
    await server.react();
    expect(await firings(server)).toBeGreaterThan(5 + before);
  });

  test("runs that an automation created are its own doing; a slow round of them may go on", async () => {
    await using server = await setup({ server_automation_loop_limit: 2 });
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
    const { id } = await create(server, {
      trigger: { ...REACTIVE, expect: ["prefect.flow-run.Completed"] },
      actions: [{ type: "run-deployment", deployment_id: deployment.id }],
    });
    const complete = async () => {
      const open = { flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } };
      for (const run of await server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", open))
        await server.must("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "COMPLETED" }, force: true });
      await server.react();
    };
    await server.must("POST", `/deployments/${deployment.id}/create_flow_run`, {});
    for (let n = 0; n < 3; n++) {
      await complete();
      server.clock.advance(601);
    }
    expect(await isEnabled(server, id)).toBe(true);
    for (let n = 0; n < 3; n++) await complete();
    expect(await isEnabled(server, id)).toBe(false);
  });

  test("two that set each other off are a loop: one of them ends it, and names the other", async () => {
    await using server = await setup({ server_automation_loop_limit: 3 });
    const ping = await create(server, {
      name: "ping",
      trigger: {
        ...REACTIVE,
        expect: ["begin", "prefect.automation.action.executed"],
        match: { "prefect.resource.name": ["x", "pong"] },
      },
    });
    const pong = await create(server, {
      name: "pong",
      trigger: {
        ...REACTIVE,
        expect: ["prefect.automation.action.executed"],
        match: { "prefect.resource.name": "ping" },
      },
    });
    const watcher = await create(server, {
      name: "watcher",
      trigger: {
        ...REACTIVE,
        expect: ["prefect.automation.triggered"],
        match: { "prefect.resource.name": ["ping", "pong"] },
      },
    });
    await emit(server, "begin", "x", { resource: { "prefect.resource.id": "x", "prefect.resource.name": "x" } });
    for (let n = 0; n < 20; n++) await server.react();
    const [ended, ...more] = await eventsNamed(server, "prefect.automation.loop-ended");
    expect(more).toEqual([]);
    const names = [
      ended!.resource["prefect.resource.name"],
      ended!.related!.find((each) => each["prefect.resource.role"] === "loop")?.["prefect.resource.name"],
    ];
    expect(names.sort()).toEqual(["ping", "pong"]);
    const enabled = await Promise.all([ping, pong, watcher].map(({ id }) => isEnabled(server, id)));
    expect(enabled.filter((each) => !each)).toHaveLength(1);
    expect(enabled[2]).toBe(true);
  });

  test("what an action changes is its automation's doing, and the audit says so", async () => {
    await using server = await setup({ server_automation_loop_limit: 2 });
    const target = await create(server, { name: "target", trigger: REACTIVE });
    const toggle = (name: string, type: string, expect_: string[]) =>
      create(server, {
        name,
        trigger: {
          ...REACTIVE,
          expect: expect_,
          match: { "prefect.resource.id": ["go", `prefect.automation.${target.id}`] },
        },
        actions: [{ type, source: "selected", automation_id: target.id }],
      });
    const off = await toggle("off", "pause-automation", ["go", "prefect.automation.updated"]);
    await emit(server, "go", "go");
    for (let n = 0; n < 6; n++) await server.react();
    expect(await isEnabled(server, off.id)).toBe(false);
    expect(await isEnabled(server, target.id)).toBe(false);
    const [line] = await server.must<{ actor: string }[]>("POST", "/weir/audit/read", { object: target.id });
    expect(line).toMatchObject({ actor: "automation off" });
  });
});
