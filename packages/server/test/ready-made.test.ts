/** Automations that are ready made fire on real runs and say what has happened; on both databases. */
import { json } from "node:stream/consumers";
import { READY_MADE, type ReadyMadeScope } from "@weir/contract/ready-made";
import { DIALECTS, type HttpServer, startHttpServer } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, saveBlock, type AutomationServer } from "./automation-server.ts";

interface Said {
  readonly subject: string;
  readonly body: string;
}

/** Takes notifications. */
async function sink(): Promise<HttpServer & { readonly said: readonly Said[] }> {
  const said: Said[] = [];
  const server = await startHttpServer((request, response) => {
    void json(request).then((body) => {
      said.push(body as Said);
      response.end("{}");
    });
  });
  return { ...server, said };
}

async function switchOn(server: AutomationServer, name: string, url: string, scope: ReadyMadeScope = {}) {
  const made = READY_MADE.find((each) => each.name === name)!;
  const said = { subject: "{{subject}}", body: "{{body}}" };
  const block_document_id = await saveBlock(server, "custom-webhook", { name: "ops", url, json_data: said });
  await create(server, {
    name,
    description: made.description,
    trigger: made.trigger(scope, made.within ?? 0),
    actions: [{ type: "send-notification", block_document_id, subject: made.subject, body: made.body }],
  });
}

async function runOf(server: AutomationServer, flowName: string, state: object): Promise<string> {
  const flow = await server.must("POST", "/flows/", { name: flowName });
  return (await server.must("POST", "/flow_runs/", { flow_id: flow.id, name: `run of ${flowName}`, state })).id;
}

const set = (server: AutomationServer, id: string, state: object) =>
  server.must("POST", `/flow_runs/${id}/set_state`, { state, force: true });

describe.each(DIALECTS)("ready-made automations on %s", (dialect) => {
  test.each([
    ["failure-notification", { type: "FAILED", message: "no luck" }, "did not succeed", "Failed: no luck"],
    ["crashed-runs", { type: "CRASHED", message: "gone" }, "has crashed", "Crashed: gone"],
  ])("%s", async (name, state, subject, body) => {
    await using server = await automationServer(dialect);
    await using to = await sink();
    await switchOn(server, name, to.url, { flow: "f" });
    for (const flow of ["f", "other"]) await set(server, await runOf(server, flow, { type: "RUNNING" }), state);
    await set(server, await runOf(server, "f", { type: "RUNNING" }), { type: "COMPLETED" });
    await server.react();
    expect(to.said).toHaveLength(1);
    expect(to.said[0]!.subject).toBe(`Flow run 'run of f' of flow 'f' ${subject}`);
    expect(to.said[0]!.body).toContain(body);
  });

  test("late-runs", async () => {
    await using server = await automationServer(dialect);
    await using to = await sink();
    await switchOn(server, "late-runs", to.url);
    const id = await runOf(server, "f", { type: "SCHEDULED" });
    server.clock.advance(600);
    await server.app.services.find(({ name }) => name === "late-runs")!.runOnce(server.clock.now());
    await server.react();
    expect(to.said).toMatchObject([{ subject: "Flow run 'run of f' of flow 'f' is late" }]);
    expect(to.said[0]!.body).toContain(`weir why ${id}`);
  });

  test.each([
    ["runs-longer-than", "RUNNING", "is still running"],
    ["not-finished-by", "PENDING", "has not finished in time"],
  ])("%s", async (name, type, subject) => {
    await using server = await automationServer(dialect);
    await using to = await sink();
    await switchOn(server, name, to.url);
    await server.react();
    const [slow, quick] = [await runOf(server, "slow", { type }), await runOf(server, "quick", { type })];
    await server.react();
    server.clock.advance(1800);
    await set(server, quick, { type: "COMPLETED" });
    await server.react();
    expect(to.said).toEqual([]);
    server.clock.advance(1801);
    await server.react();
    expect(to.said.map((each) => each.subject)).toEqual([`Flow run 'run of slow' of flow 'slow' ${subject}`]);
    await set(server, slow, { type: "COMPLETED" });
  });

  test("fresh-within", async () => {
    await using server = await automationServer(dialect);
    await using to = await sink();
    await switchOn(server, "fresh-within", to.url, { flow: "f" });
    await server.react();
    for (let day = 0; day < 2; day++) {
      server.clock.advance(50_000);
      await set(server, await runOf(server, "f", { type: "RUNNING" }), { type: "COMPLETED" });
      await server.react();
    }
    server.clock.advance(50_000);
    await server.react();
    expect(to.said).toEqual([]);
    server.clock.advance(50_000);
    await server.react();
    expect(to.said).toMatchObject([{ subject: "Nothing has completed in time" }]);
  });

  test("stuck-pool", async () => {
    await using server = await automationServer(dialect);
    await using to = await sink();
    await switchOn(server, "stuck-pool", to.url);
    await server.must("POST", "/work_pools/", { name: "p", type: "process" });
    await server.must("POST", "/work_pools/p/workers/heartbeat", { name: "w" });
    await server.react();
    server.clock.advance(300);
    await server.app.services.find(({ name }) => name === "worker-health")!.runOnce(server.clock.now());
    await server.react();
    expect(to.said).toEqual([]);
    server.clock.advance(601);
    await server.react();
    expect(to.said).toMatchObject([{ subject: "Work pool 'p' has no workers" }]);
  });
});
