/** Automations through the API and from the log of events, on both databases. */
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import type { Automation, FlowRunResponse, Settings } from "@weir/contract";
import { DIALECTS, startHttpServer } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, emit, eventsNamed, firings, REACTIVE, saveBlock } from "./automation-server.ts";

describe.each(DIALECTS)("automations on %s", (dialect) => {
  const setup = (settings: Partial<Settings> = {}) => automationServer(dialect, settings);

  test("values of any length keep events apart", async () => {
    await using server = await setup();
    const long = (last: string): string => "x".repeat(5000) + last;
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"], for_each: ["prefect.resource.id"], threshold: 2, within: 60 },
    });
    await create(server, {
      trigger: {
        ...REACTIVE,
        posture: "Proactive",
        after: ["ping"],
        expect: ["pong"],
        for_each: ["prefect.resource.id"],
        within: 10,
      },
    });
    for (const last of ["a", "b", "a"]) await emit(server, "ping", long(last));
    await server.react();
    const labels = async () =>
      (await eventsNamed(server, "prefect.automation.triggered")).map(
        ({ payload }) => (payload!["triggering_labels"] as Record<string, string>)["prefect.resource.id"],
      );
    expect(await labels()).toEqual([long("a")]);
    server.clock.advance(11);
    await server.react();
    expect((await labels()).sort()).toEqual([long("a"), long("a"), long("b")]);
  });

  test("what was created comes back in its normal form, under new ids", async () => {
    await using server = await setup();
    const given = randomUUID();
    const { id, trigger, actions } = await create(server, {
      tags: ["t"],
      trigger: { ...REACTIVE, id: given, expect: ["a", "b", "a"], within: "PT1M" },
      actions: [{ type: "call-webhook", block_document_id: given, payload: { a: 1 } }],
    });
    expect(trigger).toMatchObject({
      type: "event",
      match: {},
      match_related: {},
      after: [],
      expect: ["a", "b"],
      for_each: [],
      threshold: 1,
      within: 60,
    });
    expect(trigger.id).not.toBe(given);
    expect(actions).toEqual([{ type: "call-webhook", block_document_id: given, payload: '{\n  "a": 1\n}' }]);
    const read = await server.must<Automation>("GET", `/automations/${id}`);
    expect(read).toMatchObject({ name: "a", description: "", enabled: true, tags: ["t"], actions_on_trigger: [] });
    expect(await server.must("POST", "/automations/filter", { automations: { tags: { all_: ["t"] } } })).toEqual([
      read,
    ]);
    expect(await server.must("POST", "/automations/count", { automations: { name: { any_: ["b"] } } })).toBe(0);
  });

  test.each([
    [{ trigger: { type: "event" } }, ["body", "trigger", "posture"], "Field required"],
    [{ trigger: { type: "metric" } }, ["body", "trigger", "type"], "'event', 'compound' or 'sequence'"],
    [{ trigger: { type: "event", posture: "Proactive", within: 3 } }, ["body", "trigger", "within"], "10 seconds"],
    [
      { trigger: { type: "compound", require: 3, within: null, triggers: [REACTIVE] } },
      ["body", "trigger", "require"],
      "less than or equal to the number of triggers",
    ],
    [{ trigger: REACTIVE, actions: [{ type: "explode" }] }, ["body", "actions", 0, "type"], "one of 'do-nothing'"],
    [
      { trigger: REACTIVE, actions: [{ type: "run-deployment" }] },
      ["body", "actions", 0, "deployment_id"],
      "deployment_id is required",
    ],
    [
      { trigger: REACTIVE, actions: [{ type: "send-notification", block_document_id: randomUUID(), body: "{{ a" }] },
      ["body", "actions", 0, "body"],
      "not a valid template",
    ],
    [
      {
        trigger: { ...REACTIVE, expect: ["prefect.flow-run.*"] },
        actions: [{ type: "run-deployment", source: "inferred" }],
      },
      ["body"],
      "infinite loop",
    ],
  ])("%j is refused where it is wrong", async (body, loc, message) => {
    await using server = await setup();
    const answer = await server.call("POST", "/automations/", { name: "a", actions: [], ...body });
    expect(answer).toMatchObject({ status: 422, body: { exception_detail: [{ loc }] } });
    expect(JSON.stringify(answer.body)).toContain(message);
  });

  test("an event fires what it matches, once, and tells what was done", async () => {
    await using server = await setup();
    await create(server, { trigger: { ...REACTIVE, expect: ["ping.*"], match: { "prefect.resource.id": "thing.*" } } });
    await emit(server, "ping.one");
    await emit(server, "pong");
    await emit(server, "ping.one", "other.1");
    await server.react();
    await server.react();
    expect(await firings(server)).toBe(1);
    const [triggered] = await eventsNamed(server, "prefect.automation.action.triggered");
    const [executed] = await eventsNamed(server, "prefect.automation.action.executed");
    expect(triggered).toMatchObject({ payload: { action_index: 0, action_type: "do-nothing" } });
    expect(executed).toMatchObject({
      follows: triggered!.id,
      resource: { "prefect.posture": "Reactive", "prefect.trigger-type": "event" },
    });
  });

  test("what happened before it was made, or while it was off, is nothing to an automation", async () => {
    await using server = await setup();
    await emit(server, "ping");
    const { id } = await create(server, { trigger: { ...REACTIVE, expect: ["ping"] } });
    await server.react();
    expect(await firings(server)).toBe(0);
    await server.must("PATCH", `/automations/${id}`, { enabled: false });
    await emit(server, "ping");
    await server.must("PATCH", `/automations/${id}`, { enabled: true });
    await server.react();
    expect(await firings(server)).toBe(0);
    await emit(server, "ping");
    await server.react();
    expect(await firings(server)).toBe(1);
  });

  test("a window with a threshold fires once, also when its events come in several readings", async () => {
    await using server = await setup();
    await create(server, { trigger: { ...REACTIVE, expect: ["ping"], threshold: 3, within: 60 } });
    for (let n = 0; n < 5; n++) {
      await emit(server, "ping");
      await server.react();
      expect(await firings(server)).toBe(n < 2 ? 0 : 1);
    }
  });

  test("events are counted apart by the labels that a trigger names", async () => {
    await using server = await setup();
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"], threshold: 2, within: 60, for_each: ["prefect.resource.id"] },
    });
    for (const id of ["thing.1", "thing.2", "thing.3", "thing.2"]) await emit(server, "ping", id);
    await server.react();
    const [fired, ...others] = await eventsNamed(server, "prefect.automation.triggered");
    expect(others).toEqual([]);
    expect(fired!.payload).toMatchObject({ triggering_labels: { "prefect.resource.id": "thing.2" } });
  });

  test("silence fires after its time, again and again", async () => {
    await using server = await setup();
    await create(server, { trigger: { type: "event", posture: "Proactive", expect: ["beat"], within: 30 } });
    await server.react();
    server.clock.advance(29);
    await server.react();
    expect(await firings(server)).toBe(0);
    server.clock.advance(2);
    await server.react();
    expect(await firings(server)).toBe(1);
    server.clock.advance(31);
    await server.react();
    expect(await firings(server)).toBe(2);
  });

  test("a heartbeat that stops fires for its run alone; one that goes on does not", async () => {
    await using server = await setup();
    await create(server, {
      trigger: {
        type: "event",
        posture: "Proactive",
        after: ["beat"],
        expect: ["beat", "end"],
        within: 30,
        for_each: ["prefect.resource.id"],
      },
    });
    await emit(server, "beat", "thing.stops");
    for (let n = 0; n < 4; n++) {
      await emit(server, "beat", "thing.lives");
      server.clock.advance(10);
      await server.react();
    }
    const fired = await eventsNamed(server, "prefect.automation.triggered");
    expect(fired.map(({ payload }) => payload!["triggering_labels"])).toEqual([
      { "prefect.resource.id": "thing.stops" },
    ]);
  });

  test("a sequence fires in its order only, a compound trigger in any", async () => {
    await using server = await setup();
    const triggers = ["one", "two"].map((name) => ({ ...REACTIVE, expect: [name] }));
    const sequence = await create(server, { name: "s", trigger: { type: "sequence", triggers, within: 60 } });
    const compound = await create(server, {
      name: "c",
      trigger: { type: "compound", require: "all", triggers, within: 60 },
    });
    await emit(server, "two");
    await emit(server, "one");
    await server.react();
    const fired = async () =>
      (await eventsNamed(server, "prefect.automation.triggered")).map(
        ({ resource }) => resource["prefect.resource.name"],
      );
    expect(await fired()).toEqual([compound.name]);
    await emit(server, "two");
    await server.react();
    expect(await fired()).toEqual([compound.name, sequence.name]);
  });

  test("actions on flow runs reach the run that the event is about", async () => {
    await using server = await setup();
    await create(server, {
      trigger: { ...REACTIVE, expect: ["prefect.flow-run.Running"] },
      actions: [{ type: "cancel-flow-run" }],
    });
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } });
    await server.react();
    const { state } = await server.must<FlowRunResponse>("GET", `/flow_runs/${run.id}`);
    expect(state).toMatchObject({
      type: "CANCELLING",
      message: expect.stringMatching(/^Cancelled by Automation /) as string,
    });
  });

  test("a deployment is started with parameters from the event, and says by whom", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
    const { id } = await create(server, {
      name: "starter",
      trigger: { ...REACTIVE, expect: ["order"] },
      actions: [
        {
          type: "run-deployment",
          source: "selected",
          deployment_id: deployment.id,
          parameters: { who: "{{ event.resource.name }}!", count: "{{ event.payload.count }}", fixed: [1] },
        },
      ],
    });
    await emit(server, "order", "thing.1", { payload: { count: 3 } });
    await server.react();
    const [run] = await server.must<FlowRunResponse[]>("POST", "/flow_runs/filter", {});
    expect(run).toMatchObject({
      deployment_id: deployment.id,
      parameters: { who: "name of thing.1!", count: 3, fixed: [1] },
      created_by: { id, type: "AUTOMATION", display_value: "starter" },
    });
  });

  test("what cannot be done is told, and does not stop the actions after it", async () => {
    await using server = await setup();
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [
        { type: "pause-deployment", source: "selected", deployment_id: randomUUID() },
        { type: "cancel-flow-run" },
        { type: "do-nothing" },
      ],
    });
    await emit(server, "ping");
    await server.react();
    const failed = await eventsNamed(server, "prefect.automation.action.failed");
    expect(failed.map(({ payload }) => payload!["reason"])).toEqual([
      "Unexpected status from 'pause-deployment' action: 404",
      "No flow run could be inferred",
    ]);
    expect(await eventsNamed(server, "prefect.automation.action.executed")).toHaveLength(1);
  });

  test("a notification arrives, and is sent again while its service is down", async () => {
    await using server = await setup();
    const received: string[] = [];
    let status = 503;
    await using sink = await startHttpServer((request, response) => {
      void text(request).then((body) => {
        received.push(body);
        response.writeHead(status).end();
      });
    });
    const block_document_id = await saveBlock(server, "slack-webhook", { url: sink.url });
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "send-notification", block_document_id, subject: "s", body: "{{ event.event }}" }],
    });
    await emit(server, "ping");
    await server.react();
    expect(received).toHaveLength(1);
    expect(await eventsNamed(server, "prefect.automation.action.executed")).toEqual([]);
    status = 200;
    server.clock.advance(5);
    await server.react();
    expect(received).toHaveLength(2);
    expect(JSON.parse(received[1]!)).toMatchObject({ text: "s", attachments: [{ title: "s", text: "ping" }] });
    const [executed] = await eventsNamed(server, "prefect.automation.action.executed");
    expect(executed!.payload).toMatchObject({ status_code: 200 });
    server.clock.advance(600);
    await server.react();
    expect(received).toHaveLength(2);
  });

  test("automations go with the deployment that owns them", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
    const owner = `prefect.deployment.${deployment.id}`;
    const owned = await create(server, { name: "owned", trigger: REACTIVE, owner_resource: owner });
    const starting = await create(server, {
      name: "starting",
      trigger: { ...REACTIVE, expect: ["x"] },
      actions: [{ type: "run-deployment", deployment_id: deployment.id }],
    });
    const related = await server.must<Automation[]>("GET", `/automations/related-to/${owner}`);
    expect(related.map(({ id }) => id).sort()).toEqual([owned.id, starting.id].sort());
    await server.must("DELETE", `/deployments/${deployment.id}`);
    expect(await server.call("GET", `/automations/${owned.id}`)).toMatchObject({ status: 404 });
    expect(await server.call("DELETE", `/automations/owned-by/${owner}`)).toMatchObject({ status: 202, body: null });
  });
});
