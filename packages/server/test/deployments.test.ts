/** Deployments, their schedules, limits and runs, on both databases. */
import type {
  DeploymentPaginationResponse,
  DeploymentResponse,
  EventPage,
  FlowRunBulkCreateResponse,
  FlowRunResponse,
  OrchestrationResult,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { ManualClock, testServer } from "./support.ts";

/** A client that renews the leases of its slots. */
const RENEWS = { "user-agent": "prefect/3.8.8 (API 0.8.4)" };
const HOURLY = { interval: 3600, anchor_date: "2026-01-01T00:00:00Z" };

describe.each(DIALECTS)("deployments on %s", (dialect) => {
  async function setup() {
    const clock = new ManualClock();
    const server = await testServer(dialect, { clock });
    const flow = await server.must("POST", "/flows/", { name: "flow", tags: [] });
    const upsert = (body: object = {}) =>
      server.must<DeploymentResponse>("POST", "/deployments/", { name: "d", flow_id: flow.id, ...body });
    const read = (id: string) => server.must<DeploymentResponse>("GET", `/deployments/${id}`);
    const patch = (id: string, body: object) => server.call("PATCH", `/deployments/${id}`, body);
    const run = (id: string, body: object = {}) =>
      server.must<FlowRunResponse>("POST", `/deployments/${id}/create_flow_run`, body);
    const propose = async (id: string, type: string, headers: Record<string, string> = RENEWS) =>
      (await server.call("POST", `/flow_runs/${id}/set_state`, { state: { type } }, headers))
        .body as OrchestrationResult;
    const events = async (): Promise<EventPage["events"]> =>
      (
        await server.must<EventPage>("POST", "/events/filter", {
          filter: { event: { prefix: ["prefect.deployment."] }, order: "ASC" },
        })
      ).events;
    return {
      server,
      clock,
      flow,
      upsert,
      read,
      patch,
      run,
      propose,
      events,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  describe("as records", () => {
    test("a new one has the reference's defaults", async () => {
      await using all = await setup();
      const { server, flow, upsert, read } = all;
      const answer = await server.call("POST", "/deployments/", { name: "d", flow_id: flow.id, entrypoint: "x:f" });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        paused: false,
        schedules: [],
        concurrency_limit: null,
        global_concurrency_limit: null,
        parameter_openapi_schema: {},
        pull_steps: [],
        job_variables: {},
        labels: { "prefect.flow.id": flow.id },
        status: "NOT_READY",
        enforce_parameter_schema: true,
        work_pool_name: null,
      });
      expect(await read((await upsert()).id)).toMatchObject({ entrypoint: "x:f" });
    });

    test("a second request of that name changes only what it says", async () => {
      await using all = await setup();
      const { upsert, events } = all;
      const first = await upsert({ tags: ["a"], parameters: { x: 1 }, version: "1" });
      const second = await upsert({ version: "2", description: "new" });
      expect(second).toMatchObject({ id: first.id, tags: ["a"], parameters: { x: 1 }, version: "2" });
      const [created, updated] = await events();
      expect(created!.event).toBe("prefect.deployment.created");
      expect(updated!.payload).toEqual({
        updated_fields: ["description", "version"],
        updates: { description: { from: null, to: "new" }, version: { from: "1", to: "2" } },
      });
    });

    test("it is found by name; what is not there is said", async () => {
      await using all = await setup();
      const { server, upsert } = all;
      const { id } = await upsert();
      expect(await server.must("GET", "/deployments/name/flow/d")).toMatchObject({ id });
      expect((await server.call("GET", "/deployments/name/flow/nope")).status).toBe(404);
      const unknownFlow = { name: "q", flow_id: "00000000-0000-4000-8000-000000000001" };
      expect((await server.call("POST", "/deployments/", unknownFlow)).status).toBe(409);
    });

    test("an unknown work pool, block or limit is refused", async () => {
      await using all = await setup();
      const { server, flow } = all;
      const post = (body: object) => server.call("POST", "/deployments/", { name: "d", flow_id: flow.id, ...body });
      expect(await post({ work_pool_name: "missing" })).toMatchObject({
        status: 404,
        body: { detail: 'Work pool "missing" not found.' },
      });
      expect((await post({ storage_document_id: flow.id })).status).toBe(409);
      expect((await post({ global_concurrency_limit_id: flow.id })).status).toBe(404);
      expect((await post({ concurrency_limit: 1, global_concurrency_limit_id: flow.id })).status).toBe(422);
    });

    test("lists, pages and counts follow the filters", async () => {
      await using all = await setup();
      const { server, upsert } = all;
      for (const name of ["b", "a", "c"]) await upsert({ name, tags: [name], paused: name === "c" });
      const names = async (body: object) =>
        (await server.must<DeploymentResponse[]>("POST", "/deployments/filter", body)).map(({ name }) => name);
      expect(await names({})).toEqual(["a", "b", "c"]);
      expect(await names({ sort: "NAME_DESC", limit: 2 })).toEqual(["c", "b"]);
      expect(await names({ deployments: { tags: { any_: ["a", "c"] } } })).toEqual(["a", "c"]);
      expect(await names({ deployments: { paused: { eq_: true } } })).toEqual(["c"]);
      expect(await names({ deployments: { flow_or_deployment_name: { like_: "FLOW" } } })).toHaveLength(3);
      expect(await names({ flows: { name: { any_: ["nope"] } } })).toEqual([]);
      const page = await server.must<DeploymentPaginationResponse>("POST", "/deployments/paginate", {
        limit: 2,
        page: 2,
      });
      expect(page).toMatchObject({ count: 3, pages: 2, page: 2, limit: 2, results: [{ name: "c" }] });
      expect(await server.must<number>("POST", "/deployments/count", {})).toBe(3);
    });

    test("deleting it takes back what was planned, and its own limit; other runs stay", async () => {
      await using all = await setup();
      const { server, upsert, run, propose, read } = all;
      const { id } = await upsert({ concurrency_limit: 2 });
      const [begun, planned] = [await run(id), await run(id)];
      await propose(begun.id, "PENDING");
      const limit = (await read(id)).global_concurrency_limit!;
      expect(limit.name).toBe(`deployment:${id}`);
      await server.must("DELETE", `/deployments/${id}`);
      expect((await server.call("GET", `/flow_runs/${planned.id}`)).status).toBe(404);
      expect((await server.call("GET", `/flow_runs/${begun.id}`)).status).toBe(200);
      expect((await server.call("GET", `/v2/concurrency_limits/${limit.id}`)).status).toBe(404);
      expect((await server.call("DELETE", `/deployments/${id}`)).status).toBe(404);
    });

    test("many are deleted by a filter", async () => {
      await using all = await setup();
      const { server, upsert } = all;
      const { id } = await upsert({ name: "a" });
      await upsert({ name: "b" });
      const answer = await server.must<object>("POST", "/deployments/bulk_delete", {
        deployments: { name: { any_: ["a"] } },
      });
      expect(answer).toEqual({ deleted: [id] });
      expect(await server.must<number>("POST", "/deployments/count", {})).toBe(1);
    });
  });

  describe("parameters", () => {
    const schema = {
      type: "object",
      properties: { x: { type: "integer" }, s: { type: "string", default: "d" } },
      required: ["x"],
    };

    test("those of a run are the deployment's with its own on top, filled in and checked", async () => {
      await using all = await setup();
      const { server, upsert, run } = all;
      await server.must("POST", "/variables/", { name: "answer", value: 42 });
      const { id } = await upsert({ parameters: { x: 1, s: "a" }, parameter_openapi_schema: schema });
      expect((await run(id)).parameters).toEqual({ x: 1, s: "a" });
      expect((await run(id, { parameters: { s: "b", more: true } })).parameters).toEqual({ x: 1, s: "b", more: true });
      const filled = { x: { __prefect_kind: "workspace_variable", variable_name: "answer" } };
      expect((await run(id, { parameters: filled })).parameters).toMatchObject({ x: 42 });
      const call = (body: object) => server.call("POST", `/deployments/${id}/create_flow_run`, body);
      expect(await call({ parameters: { x: "bad" } })).toMatchObject({
        status: 409,
        body: {
          detail:
            "Error creating flow run: Validation failed for field 'x'. Failure reason: 'bad' is not of type 'integer'",
        },
      });
      expect((await call({ parameters: { x: "bad" }, enforce_parameter_schema: false })).status).toBe(201);
      const missing = { x: { __prefect_kind: "workspace_variable", variable_name: "nope" } };
      expect((await call({ parameters: missing })).status).toBe(400);
    });

    test("those of a deployment are checked where that is asked for, without what is required", async () => {
      await using all = await setup();
      const { server, flow, upsert, patch } = all;
      const body = { name: "d", flow_id: flow.id, parameter_openapi_schema: schema, parameters: { x: "bad" } };
      expect((await server.call("POST", "/deployments/", { ...body, enforce_parameter_schema: true })).status).toBe(
        422,
      );
      const { id } = await upsert({ parameter_openapi_schema: schema, enforce_parameter_schema: true });
      expect((await patch(id, { parameters: { x: "bad" } })).status).toBe(409);
      expect((await patch(id, { parameters: { s: "only" } })).status).toBe(204);
    });
  });

  describe("runs", () => {
    test("a run takes tags, labels and version, and is scheduled for now", async () => {
      await using all = await setup();
      const { flow, upsert, run } = all;
      const { id } = await upsert({ tags: ["a"], labels: { team: "x" }, version: "7" });
      expect(await run(id, { tags: ["b", "a"], labels: { own: 1 } })).toMatchObject({
        deployment_id: id,
        deployment_version: "7",
        state_type: "SCHEDULED",
        tags: ["a", "b"],
        labels: { team: "x", own: 1, "prefect.flow.id": flow.id, "prefect.deployment.id": id },
      });
    });

    test("an idempotency key gives the same run again", async () => {
      await using all = await setup();
      const { server, upsert, run } = all;
      const { id } = await upsert();
      const first = await run(id, { idempotency_key: "k" });
      const again = await server.call("POST", `/deployments/${id}/create_flow_run`, { idempotency_key: "k" });
      expect(again).toMatchObject({ status: 200, body: { id: first.id } });
    });

    test("of many at once, those that are refused keep no other back", async () => {
      await using all = await setup();
      const { server, upsert } = all;
      const { id } = await upsert({
        parameter_openapi_schema: { type: "object", properties: { x: { type: "integer" } } },
      });
      const { results } = await server.must<FlowRunBulkCreateResponse>(
        "POST",
        `/deployments/${id}/create_flow_run/bulk`,
        [{ parameters: { x: 1 } }, { parameters: { x: "bad" } }, {}],
      );
      expect(results!.map(({ status }) => status)).toEqual(["CREATED", "FAILED", "CREATED"]);
      const tooMany = Array.from({ length: 101 }, () => ({}));
      expect((await server.call("POST", `/deployments/${id}/create_flow_run/bulk`, tooMany)).status).toBe(400);
    });

    test("whoever serves deployments gets their due runs, and makes them ready", async () => {
      await using all = await setup();
      const { server, clock, upsert, run, read, events } = all;
      const { id, updated } = await upsert();
      const later = { state: { type: "SCHEDULED", state_details: { scheduled_time: "2026-01-02T00:00:00Z" } } };
      await run(id, later);
      const due = await run(id);
      clock.advance(1);
      const poll = () =>
        server.must<FlowRunResponse[]>("POST", "/deployments/get_scheduled_flow_runs", {
          deployment_ids: [id],
          scheduled_before: "2026-01-01T00:01:00Z",
        });
      expect((await poll()).map((found) => found.id)).toEqual([due.id]);
      await poll();
      expect(await read(id)).toMatchObject({ status: "READY", updated });
      expect((await events()).map(({ event }) => event)).toEqual([
        "prefect.deployment.created",
        "prefect.deployment.ready",
      ]);
    });
  });

  describe("limits", () => {
    test("a number makes a limit of its own, which follows it", async () => {
      await using all = await setup();
      const { server, upsert, read, patch } = all;
      const { id } = await upsert({ concurrency_limit: 1 });
      const own = (await read(id)).global_concurrency_limit!;
      expect(own).toMatchObject({ name: `deployment:${id}`, limit: 1, active_slots: 0 });
      await patch(id, { concurrency_limit: 3 });
      expect((await read(id)).global_concurrency_limit).toMatchObject({ id: own.id, limit: 3 });
      await patch(id, { description: "untouched" });
      expect((await read(id)).global_concurrency_limit).toMatchObject({ id: own.id });
      await patch(id, { concurrency_limit: null });
      expect((await read(id)).global_concurrency_limit).toBeNull();
      expect((await server.call("GET", `/v2/concurrency_limits/${own.id}`)).status).toBe(404);
    });

    test("a shared limit is attached and let go, and survives the deployment", async () => {
      await using all = await setup();
      const { server, upsert, read, patch } = all;
      const shared = await server.must("POST", "/v2/concurrency_limits/", { name: "shared", limit: 5 });
      const { id } = await upsert({ concurrency_limit: 1 });
      await patch(id, { global_concurrency_limit_id: shared.id });
      expect((await read(id)).global_concurrency_limit).toMatchObject({ name: "shared" });
      expect((await server.call("GET", `/v2/concurrency_limits/deployment:${id}`)).status).toBe(404);
      await patch(id, { global_concurrency_limit_id: null });
      expect((await read(id)).global_concurrency_limit).toBeNull();
      await patch(id, { global_concurrency_limit_id: shared.id });
      await server.must("DELETE", `/deployments/${id}`);
      expect((await server.call("GET", "/v2/concurrency_limits/shared")).status).toBe(200);
    });

    test("a run takes a slot when it is claimed and gives it back when it ends", async () => {
      await using all = await setup();
      const { upsert, run, read, propose } = all;
      const { id } = await upsert({ concurrency_limit: 1 });
      const taken = async () => (await read(id)).global_concurrency_limit!.active_slots;
      const [one, two] = [await run(id), await run(id)];
      const claim = await propose(one.id, "PENDING");
      expect(claim.state!.state_details!.deployment_concurrency_lease_id).toEqual(expect.any(String));
      expect(await taken()).toBe(1);
      const queued = await propose(two.id, "PENDING");
      expect(queued).toMatchObject({ status: "REJECT", state: { name: "AwaitingConcurrencySlot" } });
      await propose(one.id, "RUNNING");
      expect(await taken()).toBe(1);
      await propose(one.id, "COMPLETED");
      expect(await taken()).toBe(0);
      expect((await propose(two.id, "PENDING")).status).toBe("ACCEPT");
    });

    test("with CANCEL_NEW a run that finds no slot is cancelled", async () => {
      await using all = await setup();
      const { upsert, run, propose } = all;
      const { id } = await upsert({
        concurrency_limit: 1,
        concurrency_options: { collision_strategy: "CANCEL_NEW" },
      });
      const [one, two] = [await run(id), await run(id)];
      await propose(one.id, "PENDING");
      expect(await propose(two.id, "PENDING")).toMatchObject({ status: "REJECT", state: { type: "CANCELLED" } });
    });

    test("a claim that nobody follows up frees its slot after the grace period", async () => {
      await using all = await setup();
      const { clock, upsert, run, read, propose } = all;
      const { id } = await upsert({
        concurrency_limit: 1,
        concurrency_options: { collision_strategy: "ENQUEUE", grace_period_seconds: 60 },
      });
      const [lost, next] = [await run(id), await run(id)];
      await propose(lost.id, "PENDING");
      clock.advance(61);
      expect((await read(id)).global_concurrency_limit!.active_slots).toBe(0);
      expect((await propose(next.id, "PENDING")).status).toBe("ACCEPT");
      expect(await propose(lost.id, "RUNNING")).toMatchObject({ status: "REJECT", state: { type: "CANCELLED" } });
    });

    test("a client too old to renew keeps its slot until its run ends", async () => {
      await using all = await setup();
      const { clock, upsert, run, read, propose } = all;
      const old = { "user-agent": "prefect/3.4.0 (API 0.8.4)" };
      const { id } = await upsert({ concurrency_limit: 1 });
      const { id: runId } = await run(id);
      await propose(runId, "PENDING", old);
      await propose(runId, "RUNNING", old);
      clock.advance(3600);
      expect((await read(id)).global_concurrency_limit!.active_slots).toBe(1);
      await propose(runId, "COMPLETED", old);
      expect((await read(id)).global_concurrency_limit!.active_slots).toBe(0);
    });

    test("deleting a run that holds a slot gives it back", async () => {
      await using all = await setup();
      const { server, upsert, run, read, propose } = all;
      const { id } = await upsert({ concurrency_limit: 1 });
      const { id: runId } = await run(id);
      await propose(runId, "PENDING");
      await server.must("DELETE", `/flow_runs/${runId}`);
      expect((await read(id)).global_concurrency_limit!.active_slots).toBe(0);
    });

    test("claims at once never get more slots than there are", async () => {
      await using all = await setup();
      const { upsert, run, read, propose } = all;
      const { id } = await upsert({ concurrency_limit: 3 });
      const runs = await Promise.all(Array.from({ length: 10 }, () => run(id)));
      const answers = await Promise.all(runs.map(({ id: runId }) => propose(runId, "PENDING")));
      expect(answers.filter(({ status }) => status === "ACCEPT")).toHaveLength(3);
      expect((await read(id)).global_concurrency_limit!.active_slots).toBe(3);
    });
  });

  describe("schedules", () => {
    test("they are stored with their defaults, changed and deleted", async () => {
      await using all = await setup();
      const { server, upsert } = all;
      const { id } = await upsert();
      const path = `/deployments/${id}/schedules`;
      const [daily, hourly] = await server.must<{ id: string; schedule: object }[]>("POST", path, [
        { schedule: { cron: "0 0 * * *" }, slug: "daily", parameters: { x: 2 } },
        { schedule: { interval: "PT1H" } },
      ]);
      expect(daily).toMatchObject({
        schedule: { cron: "0 0 * * *", timezone: null, day_or: true },
        active: true,
        parameters: { x: 2 },
        slug: "daily",
      });
      expect(hourly!.schedule).toMatchObject({ interval: 3600, timezone: "UTC", anchor_date: expect.any(String) });
      await server.must("PATCH", `${path}/${daily!.id}`, { active: false });
      await server.must("DELETE", `${path}/${hourly!.id}`);
      expect(await server.must("GET", path)).toMatchObject([{ slug: "daily", active: false, parameters: { x: 2 } }]);
      expect((await server.call("DELETE", `${path}/${hourly!.id}`)).status).toBe(404);
      const again = [{ schedule: { cron: "* * * * *" }, slug: "daily" }];
      expect((await server.call("POST", path, again)).status).toBe(409);
      expect((await server.call("POST", path, [{ schedule: { interval: -5 } }])).status).toBe(422);
      const elsewhere = [{ schedule: { cron: "* * * * *", timezone: "Not/AZone" } }];
      expect((await server.call("POST", path, elsewhere)).status).toBe(422);
    });

    test("a new request replaces them; a change touches them only if it names them", async () => {
      await using all = await setup();
      const { upsert, read, patch } = all;
      const { id } = await upsert({ schedules: [{ schedule: HOURLY }] });
      await patch(id, { description: "x" });
      expect((await read(id)).schedules).toHaveLength(1);
      await patch(id, { schedules: [{ schedule: { cron: "0 0 * * *" } }, { schedule: HOURLY }] });
      expect((await read(id)).schedules).toHaveLength(2);
      await upsert();
      expect((await read(id)).schedules).toEqual([]);
    });

    test("those with slugs are changed, renamed and added one by one", async () => {
      await using all = await setup();
      const { upsert, read, patch } = all;
      const { id, schedules } = await upsert({
        schedules: [
          { schedule: HOURLY, slug: "a" },
          { schedule: { cron: "0 0 * * *" }, slug: "b" },
        ],
      });
      const idOf = Object.fromEntries(schedules!.map((schedule) => [schedule.slug, schedule.id]));
      const present = async () =>
        Object.fromEntries((await read(id)).schedules!.map((schedule) => [schedule.slug, schedule.id]));
      // Two exchange their slugs, one is new.
      const change = [
        { slug: "b", replaces: "a" },
        { slug: "a", replaces: "b", active: false },
        { slug: "c", schedule: HOURLY },
      ];
      expect((await patch(id, { schedules: change })).status).toBe(204);
      expect(await present()).toMatchObject({ b: idOf["a"], a: idOf["b"] });
      expect((await read(id)).schedules).toHaveLength(3);
      expect((await patch(id, { schedules: [{ slug: "new" }] })).status).toBe(422);
      expect((await patch(id, { schedules: [{ schedule: HOURLY }] })).status).toBe(422);
      expect((await patch(id, { schedules: [{ slug: "a", replaces: "c" }] })).status).toBe(422);
    });

    test("pausing takes back what they have planned, and only that", async () => {
      await using all = await setup();
      const { server, upsert, run, read } = all;
      const { id } = await upsert();
      const byHand = await run(id);
      await server.must("POST", `/deployments/${id}/pause_deployment`);
      expect((await read(id)).paused).toBe(true);
      expect((await server.call("GET", `/flow_runs/${byHand.id}`)).status).toBe(200);
      await server.must("POST", `/deployments/${id}/resume_deployment`);
      expect((await read(id)).paused).toBe(false);
    });
  });
});
