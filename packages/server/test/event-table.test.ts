/** Every event that the server itself makes: when, of what, related to what, with which payload; on both databases. */
import { randomUUID } from "node:crypto";
import { formatTime, type Event } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, emit, eventsNamed, REACTIVE, type AutomationServer } from "./automation-server.ts";

interface Row {
  readonly event: string;
  /** Labels of its resource, but for id and name. */
  readonly labels?: readonly string[];
  /** The roles of what it is related to, in their order. */
  readonly related?: readonly string[];
  readonly payload?: readonly string[];
  /** The event that it follows. */
  readonly follows?: string;
}

/** What a test sees of an event. */
const shapeOf = ({ event, resource, related, payload }: Event) => ({
  event,
  labels: Object.keys(resource)
    .filter((label) => label !== "prefect.resource.id" && label !== "prefect.resource.name")
    .sort(),
  related: (related ?? []).map((each) => each["prefect.resource.role"]).sort(),
  payload: Object.keys(payload ?? {}).sort(),
});

/** Compares the newest events with rows of the table; each of them tells when it is done, no later. */
async function expectEvents(server: AutomationServer, rows: readonly Row[]): Promise<void> {
  for (const { event, labels = [], related = [], payload = [], follows } of rows) {
    const found = (await eventsNamed(server, event)).at(-1);
    if (!found) throw new Error(`${event} was not told`);
    expect(shapeOf(found)).toEqual({
      event,
      labels: [...labels].sort(),
      related: [...related].sort(),
      payload: [...payload].sort(),
    });
    const followed = follows === undefined ? null : (await eventsNamed(server, follows)).at(-1)!.id;
    expect({ event, follows: found.follows }).toEqual({ event, follows: followed });
  }
}

/** Made, changed and deleted. */
const crud = (kind: string, row: Omit<Row, "event">): Row[] =>
  ["created", "updated", "deleted"].map((what) => ({ event: `prefect.${kind}.${what}`, ...row }));

/** What a change of a pool, a queue or a deployment says. */
const CHANGE = ["updated_fields", "updates"];

const STATE = ["run-count", "state-message", "state-name", "state-timestamp", "state-type"].map(
  (label) => `prefect.${label}`,
);
const TRANSITION = ["intended", "initial_state", "validated_state"];

describe.each(DIALECTS)("the events of a server on %s", (dialect) => {
  const setup = () => automationServer(dialect);

  test("flows, variables and limits", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    await server.must("PATCH", `/flows/${flow.id}`, { tags: ["t"] });
    await server.must("DELETE", `/flows/${flow.id}`);
    const variable = await server.must("POST", "/variables/", { name: "v", value: 1 });
    await server.must("PATCH", `/variables/${variable.id}`, { value: 2 });
    await server.must("DELETE", `/variables/${variable.id}`);
    const limit = await server.must("POST", "/v2/concurrency_limits/", { name: "l", limit: 1 });
    await server.must("PATCH", `/v2/concurrency_limits/${limit.id}`, { limit: 2 });
    await server.must("DELETE", `/v2/concurrency_limits/${limit.id}`);
    await expectEvents(server, [
      ...crud("flow", { payload: ["labels", "name", "tags"] }),
      ...crud("variable", { payload: ["name", "tags", "value"] }),
      ...crud("concurrency-limit", { payload: ["active", "limit", "name", "slot_decay_per_second"] }),
    ]);
    // Limits of tags are limits with a name of their own, as in the reference.
    await server.must("POST", "/concurrency_limits/", { tag: "t", concurrency_limit: 1 });
    await server.must("DELETE", "/concurrency_limits/tag/t");
    const last = (await eventsNamed(server, "prefect.concurrency-limit.deleted")).at(-1);
    expect(last!.resource["prefect.resource.name"]).toBe("tag:t");
  });

  test("work pools and their queues", async () => {
    await using server = await setup();
    const pool = await server.must<{ name: string }>("POST", "/work_pools/", { name: "p", type: "process" });
    const queue = await server.must("POST", `/work_pools/p/queues`, { name: "q" });
    await server.must("POST", "/work_pools/p/workers/heartbeat", { name: "w" });
    await server.must("POST", "/work_pools/p/get_scheduled_flow_runs", {});
    await server.must("PATCH", `/work_pools/p/queues/q`, { description: "d" });
    await server.must("PATCH", `/work_queues/${queue.id}`, { is_paused: true });
    await server.must("DELETE", `/work_pools/p/queues/q`);
    await server.must("PATCH", `/work_pools/${pool.name}`, { description: "d" });
    await server.must("PATCH", `/work_pools/${pool.name}`, { is_paused: true });
    await server.must("DELETE", `/work_pools/p`);
    const ofPool = { labels: ["prefect.resource.role", "prefect.work-pool.type"], related: ["default-queue"] };
    const ofQueue = { labels: ["prefect.resource.role"], related: ["work-pool"] };
    await expectEvents(server, [
      { event: "prefect.work-pool.created", ...ofPool, payload: [] },
      { event: "prefect.work-pool.updated", labels: ofPool.labels, payload: CHANGE },
      { event: "prefect.work-pool.deleted", ...ofPool, payload: [] },
      { event: "prefect.work-pool.ready", labels: ["prefect.work-pool.type"] },
      { event: "prefect.work-pool.paused", labels: ["prefect.work-pool.type"], follows: "prefect.work-pool.ready" },
      { event: "prefect.work-queue.created", ...ofQueue },
      { event: "prefect.work-queue.updated", ...ofQueue, payload: CHANGE },
      { event: "prefect.work-queue.deleted", ...ofQueue },
      { event: "prefect.work-queue.ready", ...ofQueue },
      { event: "prefect.work-queue.paused", ...ofQueue },
    ]);
  });

  test("deployments and flow runs", async () => {
    await using server = await setup();
    await server.must("POST", "/work_pools/", { name: "p", type: "process" });
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", {
      name: "d",
      flow_id: flow.id,
      work_pool_name: "p",
      tags: ["t"],
    });
    await server.must("PATCH", `/deployments/${deployment.id}`, { description: "d" });
    const run = await server.must("POST", `/deployments/${deployment.id}/create_flow_run`, {});
    await server.must("POST", "/work_pools/p/get_scheduled_flow_runs", {});
    const set = (state: object) => server.must("POST", `/flow_runs/${run.id}/set_state`, { state, force: true });
    await set({ type: "PENDING" });
    await set({ type: "RUNNING" });
    await set({ type: "COMPLETED", name: "Half" });
    const related = ["flow", "work-pool", "work-queue"];
    const ofRun = {
      labels: STATE,
      related: ["deployment", "flow", "tag", "work-pool", "work-queue"],
      payload: TRANSITION,
    };
    await expectEvents(server, [
      { event: "prefect.deployment.created", related },
      { event: "prefect.deployment.updated", related, payload: CHANGE },
      { event: "prefect.deployment.ready", related },
      { event: "prefect.flow-run.Scheduled", ...ofRun },
      { event: "prefect.flow-run.Pending", ...ofRun, follows: "prefect.flow-run.Scheduled" },
      { event: "prefect.flow-run.Running", ...ofRun, follows: "prefect.flow-run.Pending" },
      { event: "prefect.flow-run.Half", ...ofRun, follows: "prefect.flow-run.Running" },
    ]);
    const [half] = await eventsNamed(server, "prefect.flow-run.Half");
    const { state } = await server.must<{ state: { id: string } }>("GET", `/flow_runs/${run.id}`);
    expect(half!.id).toBe(state.id);
    await server.must("DELETE", `/deployments/${deployment.id}`);
    await expectEvents(server, [{ event: "prefect.deployment.deleted", related }]);
  });

  test("a flow run that is late, retried, suspended or part of another one tells so", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const parent = await server.must("POST", "/flow_runs/", { flow_id: flow.id });
    const task = await server.must("POST", "/task_runs/", { flow_run_id: parent.id, task_key: "t", dynamic_key: "0" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, parent_task_run_id: task.id });
    const set = (state: object) => server.must("POST", `/flow_runs/${run.id}/set_state`, { state, force: true });
    const ofRun = { labels: STATE, related: ["flow", "task-run"], payload: TRANSITION };
    await set({ type: "SCHEDULED", name: "AwaitingRetry" });
    await set({ type: "RUNNING", name: "Retrying" });
    await set({
      type: "PAUSED",
      name: "Suspended",
      state_details: { pause_reschedule: true, pause_timeout: formatTime(server.clock.now() + 60e6) },
    });
    await expectEvents(server, [
      { event: "prefect.flow-run.AwaitingRetry", ...ofRun, follows: "prefect.flow-run.Pending" },
      { event: "prefect.flow-run.Retrying", ...ofRun, follows: "prefect.flow-run.AwaitingRetry" },
      { event: "prefect.flow-run.Suspended", ...ofRun, follows: "prefect.flow-run.Retrying" },
    ]);
    const [suspended] = await eventsNamed(server, "prefect.flow-run.Suspended");
    expect(suspended!.payload!["validated_state"]).toMatchObject({ type: "PAUSED", pause_reschedule: "true" });
    server.clock.advance(301);
    await set({ type: "COMPLETED" });
    await expectEvents(server, [{ event: "prefect.flow-run.Completed", ...ofRun }]);
    await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "SCHEDULED" } });
    server.clock.advance(600);
    await server.app.services.find(({ name }) => name === "late-runs")!.runOnce(server.clock.now());
    await expectEvents(server, [
      { event: "prefect.flow-run.Late", labels: STATE, related: ["flow"], payload: TRANSITION },
    ]);
  });

  test("artifacts with a key, block types and blocks", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id });
    const artifact = { key: "a", type: "markdown", data: "#", flow_run_id: run.id };
    const first = await server.must("POST", "/artifacts/", artifact);
    await server.must("POST", "/artifacts/", artifact);
    const related = ["flow-run", "latest"];
    const payload = ["data", "description", "key", "type"];
    await expectEvents(server, [
      { event: "prefect.artifact-collection.created", related, payload },
      { event: "prefect.artifact-collection.updated", related, payload },
    ]);
    await server.must("DELETE", `/artifacts/${first.id}`);
    const type = await server.must("POST", "/block_types/", { name: "T", slug: "t" });
    const schema = await server.must("POST", "/block_schemas/", {
      block_type_id: type.id,
      fields: {
        type: "object",
        properties: { host: { type: "string" }, key: { type: "string" } },
        secret_fields: ["key"],
      },
    });
    const block = await server.must("POST", "/block_documents/", {
      name: "b",
      data: { host: "h", key: "hidden" },
      block_type_id: type.id,
      block_schema_id: schema.id,
    });
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "call-webhook", block_document_id: block.id }],
    });
    await emit(server, "ping");
    await server.react();
    await expectEvents(server, [{ event: "prefect.block.t.loaded", related: ["block-type"] }]);
    await server.must("PATCH", `/block_documents/${block.id}`, { data: { host: "i", key: "hidden" } });
    await server.must("DELETE", `/block_documents/${block.id}`);
    await server.must("PATCH", `/block_types/${type.id}`, { description: "d" });
    await server.must("DELETE", `/block_types/${type.id}`);
    await expectEvents(server, [
      ...crud("block-type", {
        payload: ["code_example", "description", "documentation_url", "is_protected", "logo_url", "name", "slug"],
      }),
      ...crud("block-document", {
        related: ["block-schema", "block-type"],
        payload: ["block_schema", "data", "name"],
      }),
    ]);
    const [created] = await eventsNamed(server, "prefect.block-document.created");
    expect(JSON.stringify(created)).not.toContain("hidden");
  });

  test("automations, what they fire at and what becomes of their actions", async () => {
    await using server = await setup();
    const { id } = await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "do-nothing" }, { type: "pause-work-pool", source: "selected", work_pool_id: randomUUID() }],
    });
    await emit(server, "ping");
    await server.react();
    await server.must("PATCH", `/automations/${id}`, { enabled: false });
    await server.must("DELETE", `/automations/${id}`);
    const whole = await eventsNamed(server, "prefect.automation.created");
    expect(whole[0]!.payload).toMatchObject({ id, enabled: true, trigger: { expect: ["ping"] } });
    const ofAction = {
      labels: ["prefect.posture", "prefect.trigger-type"],
      related: ["automation-triggered-event", "triggering-event"],
    };
    const payload = ["action_index", "action_type", "invocation"];
    await expectEvents(server, [
      {
        event: "prefect.automation.triggered",
        labels: ["prefect.posture"],
        related: ["triggering-event"],
        payload: ["triggering_event", "triggering_labels"],
      },
      { event: "prefect.automation.action.triggered", ...ofAction, payload, follows: "ping" },
      {
        event: "prefect.automation.action.failed",
        ...ofAction,
        payload: [...payload, "reason", "status_code"],
        follows: "prefect.automation.action.triggered",
      },
    ]);
    const { payload: executed } = (await eventsNamed(server, "prefect.automation.action.executed"))[0]!;
    expect(executed).toMatchObject({ action_index: 0, action_type: "do-nothing" });
    expect(await eventsNamed(server, "prefect.automation.updated")).toHaveLength(1);
    expect(await eventsNamed(server, "prefect.automation.deleted")).toHaveLength(1);
  });
});
