/** Work pools, their queues and workers, and the runs that are handed out, on both databases. */
import type {
  DeploymentResponse,
  EventPage,
  FlowRunExplanation,
  FlowRunResponse,
  State,
  WorkClaimResponse,
  WorkerFlowRunResponse,
  WorkerResponse,
  WorkPoolConcurrencyStatus,
  WorkPoolResponse,
  WorkQueueResponse,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { listen } from "./socket-client.ts";
import { ManualClock, testServer } from "./support.ts";

const TEMPLATE = {
  job_configuration: { command: "{{ command }}", memory: "{{ memory }}" },
  variables: {
    type: "object",
    properties: { command: { type: "string" }, memory: { type: "integer", default: 512 } },
    required: ["command"],
  },
};

describe.each(DIALECTS)("work pools on %s", (dialect) => {
  async function setup() {
    const clock = new ManualClock();
    const server = await testServer(dialect, { clock });
    const { call, must } = server;
    const flow = await must("POST", "/flows/", { name: "flow", tags: [] });
    const deploy = (name: string, body: object = {}) =>
      must<DeploymentResponse>("POST", "/deployments/", { name, flow_id: flow.id, work_pool_name: "p", ...body });
    const pool = (body: object = {}) =>
      must<WorkPoolResponse>("POST", "/work_pools/", { name: "p", type: "process", ...body });
    const queue = (name: string, body: object = {}) =>
      must<WorkQueueResponse>("POST", "/work_pools/p/queues", { name, ...body });
    const run = (deployment: { id: string }, body: object = {}) =>
      must<FlowRunResponse>("POST", `/deployments/${deployment.id}/create_flow_run`, body);
    const offered = async (body: object = {}) =>
      (await must<WorkerFlowRunResponse[]>("POST", "/work_pools/p/get_scheduled_flow_runs", body)).map(
        ({ flow_run }) => flow_run.name,
      );
    const propose = (id: string, type: string) => must("POST", `/flow_runs/${id}/set_state`, { state: { type } });
    const readPool = () => must<WorkPoolResponse>("GET", "/work_pools/p");
    const why = (id: string) => must<FlowRunExplanation>("GET", `/weir/flow_runs/${id}/explain`);
    const heartbeat = (name = "w", interval = 30) =>
      must("POST", "/work_pools/p/workers/heartbeat", { name, heartbeat_interval_seconds: interval });
    const health = () => server.app.services.find(({ name }) => name === "worker-health")!.runOnce(clock.now());
    const events = async (prefix: string): Promise<string[]> =>
      (
        await must<EventPage>("POST", "/events/filter", { filter: { event: { prefix: [prefix] }, order: "ASC" } })
      ).events.map(({ event }) => event);
    return {
      clock,
      server,
      call,
      must,
      deploy,
      pool,
      queue,
      run,
      offered,
      propose,
      readPool,
      why,
      heartbeat,
      health,
      events,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  describe("as records", () => {
    test("a new one has a default queue and is not ready", async () => {
      await using all = await setup();
      const pool = await all.pool();
      expect(pool).toMatchObject({
        status: "NOT_READY",
        is_paused: false,
        concurrency_limit: null,
        active_slots: null,
      });
      expect(await all.must("GET", "/work_pools/p/queues/default")).toMatchObject({
        id: pool.default_queue_id,
        priority: 1,
        work_pool_name: "p",
        status: "NOT_READY",
      });
      expect(await all.events("prefect.work-")).toEqual([
        "prefect.work-queue.created",
        "prefect.work-pool.created",
        "prefect.work-pool.not-ready",
      ]);
    });

    test("names are unique, and some are reserved", async () => {
      await using all = await setup();
      await all.pool();
      const post = async (name: string) => (await all.call("POST", "/work_pools/", { name, type: "process" })).status;
      expect(await post("p")).toBe(409);
      expect(await post("Prefect-x")).toBe(403);
      expect(await post("a/b")).toBe(422);
      expect(await post("  ")).toBe(422);
      expect((await all.call("GET", "/work_pools/none")).status).toBe(404);
      expect(await all.must("POST", "/work_pools/count", {})).toBe(1);
    });

    test("a template has to declare what it uses, with defaults that fit", async () => {
      await using all = await setup();
      const post = (base_job_template: object) =>
        all.call("POST", "/work_pools/", { name: "t", type: "process", base_job_template });
      expect((await post({ job_configuration: { a: "{{ a }}" }, variables: { properties: {} } })).status).toBe(422);
      expect((await post({ job_configuration: { a: 1 } })).status).toBe(422);
      const wrong = {
        ...TEMPLATE.variables,
        properties: { ...TEMPLATE.variables.properties, memory: { type: "integer", default: "x" } },
      };
      expect(await post({ ...TEMPLATE, variables: wrong })).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining("memory") as string },
      });
      expect((await post(TEMPLATE)).status).toBe(201);
    });

    test("job variables of deployments and runs have to fit the template", async () => {
      await using all = await setup();
      await all.pool({ base_job_template: TEMPLATE });
      const wrong = { name: "d", work_pool_name: "p", job_variables: { memory: "much" } };
      const { id: flow_id } = await all.must("POST", "/flows/", { name: "flow" });
      expect((await all.call("POST", "/deployments/", { ...wrong, flow_id })).status).toBe(422);
      const deployment = await all.deploy("d", { job_variables: { memory: 1 } });
      const start = (job_variables: object) =>
        all.call("POST", `/deployments/${deployment.id}/create_flow_run`, { job_variables });
      expect((await start({})).status).toBe(422);
      expect((await start({ command: "run" })).status).toBe(201);
    });

    test("a queue that takes the place of another moves it down, and only as far as it has to", async () => {
      await using all = await setup();
      await all.pool();
      await all.queue("b");
      await all.queue("c", { priority: 9 });
      await all.queue("first", { priority: 1 });
      const order = async () =>
        (await all.must<WorkQueueResponse[]>("POST", "/work_pools/p/queues/filter", {})).map(
          ({ name, priority }) => `${name} ${priority}`,
        );
      expect(await order()).toEqual(["first 1", "default 2", "b 3", "c 9"]);
      await all.must("PATCH", "/work_pools/p/queues/c", { priority: 2 });
      expect(await order()).toEqual(["first 1", "c 2", "default 3", "b 4"]);
    });

    test("the default queue stays; a deleted pool takes its deployments' queue along, not their runs", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d", { work_queue_name: "made" });
      expect(deployment).toMatchObject({ work_pool_name: "p", work_queue_name: "made" });
      const run = await all.run(deployment);
      expect(run).toMatchObject({ work_pool_name: "p", work_queue_name: "made" });
      expect((await all.call("DELETE", "/work_pools/p/queues/default")).status).toBe(409);
      await all.must("DELETE", "/work_pools/p");
      expect(await all.must("GET", `/deployments/${deployment.id}`)).toMatchObject({ work_pool_name: null });
      expect(await all.must("GET", `/flow_runs/${run.id}`)).toMatchObject({
        work_pool_name: null,
        work_queue_id: null,
      });
    });

    test("queues that name no pool are in the agents' one, which is made for them", async () => {
      await using all = await setup();
      const queue = await all.must<WorkQueueResponse>("POST", "/work_queues/", { name: "q", concurrency_limit: 2 });
      expect(queue).toMatchObject({ work_pool_name: "default-agent-pool", active_slots: 0 });
      expect(await all.must("GET", "/work_queues/name/q")).toMatchObject({ id: queue.id });
      expect(await all.must("GET", "/work_pools/default-agent-pool")).toMatchObject({ status: null });
      expect(await all.must("GET", `/work_queues/${queue.id}/status`)).toMatchObject({ healthy: false });
      await all.must("DELETE", `/work_queues/${queue.id}`);
      expect((await all.call("GET", `/work_queues/${queue.id}`)).status).toBe(404);
    });

    test("runs and deployments are found by pool and queue", async () => {
      await using all = await setup();
      await all.pool();
      await all.run(await all.deploy("in", { work_queue_name: "q" }), { name: "inside" });
      await all.run(await all.deploy("out", { work_pool_name: null }), { name: "outside" });
      const runs = async (body: object) =>
        (await all.must<FlowRunResponse[]>("POST", "/flow_runs/filter", body)).map(({ name }) => name);
      expect(await runs({ work_pools: { name: { any_: ["p"] } } })).toEqual(["inside"]);
      expect(await runs({ work_pools: { type: { any_: ["docker"] } } })).toEqual([]);
      expect(await runs({ work_pool_queues: { name: { startswith_: ["Q"] } } })).toEqual(["inside"]);
      expect(await all.must("POST", "/deployments/count", { work_pools: { name: { any_: ["p"] } } })).toBe(1);
    });
  });

  describe("health", () => {
    test("a pool is ready while one of its workers is heard of", async () => {
      await using all = await setup();
      await all.pool();
      await all.heartbeat("w", 10);
      expect((await all.readPool()).status).toBe("READY");
      all.clock.advance(29);
      expect(await all.health()).toBe(0);
      all.clock.advance(2);
      expect(await all.health()).toBe(2);
      expect((await all.readPool()).status).toBe("NOT_READY");
      const [worker] = await all.must<WorkerResponse[]>("POST", "/work_pools/p/workers/filter", {});
      expect(worker).toMatchObject({ name: "w", status: "OFFLINE", heartbeat_interval_seconds: 10 });
      expect(await all.events("prefect.work-pool.")).toEqual([
        "prefect.work-pool.created",
        "prefect.work-pool.not-ready",
        "prefect.work-pool.ready",
        "prefect.work-pool.not-ready",
      ]);
      await all.must("DELETE", "/work_pools/p/workers/w");
      expect((await all.call("DELETE", "/work_pools/p/workers/w")).status).toBe(404);
    });

    test("a pool that goes on is ready if a worker is there", async () => {
      await using all = await setup();
      await all.pool();
      await all.must("PATCH", "/work_pools/p", { is_paused: true });
      await all.heartbeat();
      expect((await all.readPool()).status).toBe("PAUSED");
      await all.must("PATCH", "/work_pools/p", { is_paused: false });
      expect((await all.readPool()).status).toBe("READY");
    });

    test("queues and deployments are ready while somebody asks for their work", async () => {
      await using all = await setup();
      await all.pool();
      const { id } = await all.deploy("d");
      const statuses = async () => [
        (await all.must<WorkQueueResponse>("GET", "/work_pools/p/queues/default")).status,
        (await all.must<DeploymentResponse>("GET", `/deployments/${id}`)).status,
      ];
      expect(await statuses()).toEqual(["NOT_READY", "NOT_READY"]);
      await all.offered();
      expect(await statuses()).toEqual(["READY", "READY"]);
      all.clock.advance(61);
      expect(await all.health()).toBe(2);
      expect(await statuses()).toEqual(["NOT_READY", "NOT_READY"]);
      expect(await all.events("prefect.deployment.")).toEqual([
        "prefect.deployment.created",
        "prefect.deployment.ready",
        "prefect.deployment.not-ready",
      ]);
    });
  });

  describe("handing out runs", () => {
    test("the most urgent queue first, in it the run that is due first, up to the limits", async () => {
      await using all = await setup();
      await all.pool({ concurrency_limit: 3 });
      await all.queue("urgent", { priority: 1, concurrency_limit: 2 });
      const urgent = await all.deploy("urgent", { work_queue_name: "urgent" });
      const usual = await all.deploy("usual");
      for (const name of ["d1", "d2"]) await all.run(usual, { name });
      for (const name of ["u1", "u2", "u3"]) await all.run(urgent, { name });
      expect(await all.offered()).toEqual(["u1", "u2", "d1"]);
      expect(await all.offered({ limit: 1 })).toEqual(["u1"]);
      expect(await all.offered({ work_queue_names: ["default"] })).toEqual(["d1", "d2"]);
      expect(
        (await all.call("POST", "/work_pools/p/get_scheduled_flow_runs", { work_queue_names: ["x"] })).status,
      ).toBe(404);
      await all.must("PATCH", "/work_pools/p/queues/urgent", { is_paused: true });
      expect(await all.offered()).toEqual(["d1", "d2"]);
      await all.must("PATCH", "/work_pools/p", { is_paused: true });
      expect(await all.offered()).toEqual([]);
    });

    test("many who ask at once, while it is looked who is gone, do not keep each other waiting", async () => {
      await using all = await setup();
      await all.pool();
      for (const name of ["a", "b", "c"]) await all.deploy(name, { work_queue_name: name });
      for (let round = 0; round < 5; round++) {
        all.clock.advance(61);
        const asked = Array.from({ length: 6 }, () => all.offered());
        await Promise.all([...asked, all.health(), all.heartbeat(), all.health()]);
      }
      const queues = await all.must<WorkQueueResponse[]>("POST", "/work_pools/p/queues/filter", {});
      expect(queues).toHaveLength(4);
    });

    test("that a queue is ready is told once, however many ask at once", async () => {
      await using all = await setup();
      await all.pool();
      await all.queue("q");
      await Promise.all(Array.from({ length: 6 }, () => all.offered()));
      const told = (await all.events("prefect.work-queue.")).filter((event) => event.endsWith(".ready"));
      expect(told).toHaveLength(2);
    });

    test("a claimed run takes a slot until it ends, and none is lost", async () => {
      await using all = await setup();
      await all.pool({ concurrency_limit: 1 });
      const deployment = await all.deploy("d");
      const first = await all.run(deployment, { name: "first" });
      await all.run(deployment, { name: "second" });
      await all.propose(first.id, "PENDING");
      expect(await all.offered()).toEqual([]);
      expect((await all.readPool()).active_slots).toBe(1);
      const status = await all.must<WorkPoolConcurrencyStatus>("POST", "/work_pools/p/concurrency_status", {});
      expect(status).toMatchObject({
        active_slots: 1,
        count: 1,
        queues: [{ flow_run_count: 1, flow_runs: [{ name: "first" }] }],
      });
      await all.propose(first.id, "RUNNING");
      await all.propose(first.id, "COMPLETED");
      expect(await all.offered()).toEqual(["second"]);
    });

    test("not before its time, and not while its own process tries it again", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d");
      const at = (seconds: number) => new Date(all.clock.now() / 1000 + seconds * 1000).toISOString();
      await all.run(deployment, {
        name: "later",
        state: { type: "SCHEDULED", state_details: { scheduled_time: at(60) } },
      });
      const retried = await all.run(deployment, { name: "retried", empirical_policy: { retries: 1 } });
      for (const type of ["PENDING", "RUNNING", "FAILED"]) await all.propose(retried.id, type);
      expect(await all.offered({ scheduled_before: at(30) })).toEqual([]);
      expect(await all.offered({ scheduled_before: at(90) })).toEqual(["later"]);
    });
  });

  describe("claims", () => {
    const claim = (all: Awaited<ReturnType<typeof setup>>, body: object = {}) =>
      all.must<WorkClaimResponse>("POST", "/weir/work_pools/p/claim", { worker_name: "w", ...body });

    test("a run belongs to one of those who ask at once", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d");
      for (let i = 0; i < 5; i++) await all.run(deployment);
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => claim(all, { worker_name: `w${i}` })));
      const ids = answers.flatMap(({ flow_runs }) => flow_runs.map(({ id }) => id));
      expect(ids).toHaveLength(5);
      expect(new Set(ids).size).toBe(5);
      expect(answers.flatMap(({ flow_runs }) => flow_runs)[0]).toMatchObject({
        state_type: "PENDING",
        work_pool_name: "p",
      });
      expect((await all.readPool()).status).toBe("READY");
    });

    test("whoever waits is handed a run as soon as it is there", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d");
      const waiting = claim(all, { wait: 60 });
      // Whether it has begun to wait by then or not: it must not be missed.
      const { id } = await all.run(deployment);
      expect((await waiting).flow_runs.map((run) => run.id)).toEqual([id]);
    });

    test("nothing is claimed for a caller who has gone", async () => {
      await using all = await setup();
      await all.pool();
      const leaving = new AbortController();
      const waiting = all.server.app.api.call({
        method: "POST",
        path: "/weir/work_pools/p/claim",
        query: {},
        headers: {},
        body: { worker_name: "w", wait: 60 },
        baseUrl: "http://test",
        gone: () => leaving.signal,
      });
      leaving.abort();
      expect(await waiting).toMatchObject({ status: 200, body: { flow_runs: [] } });
      const { id } = await all.run(await all.deploy("d"));
      expect(await all.must("GET", `/flow_runs/${id}`)).toMatchObject({ state_type: "SCHEDULED" });
    });

    test("a server that stops waits for nobody who waits for work", async () => {
      await using all = await setup();
      await all.pool();
      const http = await listen(all.server);
      const waiting = fetch(`${http.url.replace("ws", "http")}/weir/work_pools/p/claim`, {
        method: "POST",
        body: JSON.stringify({ worker_name: "w", wait: 60 }),
      });
      const isKnown = async () =>
        (await all.must<WorkerResponse[]>("POST", "/work_pools/p/workers/filter", {})).length === 1;
      while (!(await isKnown())) await new Promise(setImmediate);
      await http[Symbol.asyncDispose]();
      expect(await (await waiting).json()).toEqual({ flow_runs: [] });
    });

    test("a claim that is sent again is given the same runs, until its worker goes on with them", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d");
      for (let i = 0; i < 4; i++) await all.run(deployment);
      const token = "00000000-0000-4000-8000-000000000001";
      const ids = async (body: object) => (await claim(all, body)).flow_runs.map(({ id }) => id);
      const first = await ids({ token, limit: 2 });
      expect(first).toHaveLength(2);
      expect((await ids({ token, limit: 2 })).toSorted()).toEqual(first.toSorted());
      await all.must("POST", `/flow_runs/${first[0]!}/set_state`, { state: { type: "PENDING", name: "Submitting" } });
      expect(await ids({ token, limit: 2 })).toEqual([first[1]]);
      expect(first).not.toContain((await ids({}))[0]);
    });

    test("what a worker has claimed and does not begin is somebody else's after a while; what it began stays", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d");
      const begun = await all.run(deployment);
      const left = await all.run(deployment);
      await claim(all, { limit: 2 });
      await all.propose(begun.id, "RUNNING");
      const lostRuns = all.server.app.services.find(({ name }) => name === "lost-runs")!;
      const look = async (seconds: number): Promise<void> => {
        for (let passed = 0; passed < seconds; passed += 10) {
          all.clock.advance(10);
          await lostRuns.runOnce(all.clock.now());
        }
      };
      await look(280);
      expect((await claim(all, { worker_name: "other" })).flow_runs).toEqual([]);
      await look(40);
      const again = await claim(all, { worker_name: "other", limit: 2 });
      expect(again.flow_runs.map(({ id }) => id)).toEqual([left.id]);
      const states = await all.must<State[]>("GET", `/flow_run_states/?flow_run_id=${left.id}`);
      expect(states.map(({ type }) => type)).toEqual(["SCHEDULED", "PENDING", "SCHEDULED", "PENDING"]);
      expect(await all.must<FlowRunResponse>("GET", `/flow_runs/${begun.id}`)).toMatchObject({ state_type: "RUNNING" });
    });

    test("claims at once never get more than the pool's limit", async () => {
      await using all = await setup();
      await all.pool({ concurrency_limit: 2 });
      const deployment = await all.deploy("d");
      for (let i = 0; i < 5; i++) await all.run(deployment);
      const answers = await Promise.all(Array.from({ length: 6 }, () => claim(all)));
      expect(answers.flatMap(({ flow_runs }) => flow_runs)).toHaveLength(2);
    });

    test("a run that finds its deployment full is not handed out", async () => {
      await using all = await setup();
      await all.pool();
      const deployment = await all.deploy("d", { concurrency_limit: 1 });
      const first = await all.run(deployment, { name: "first" });
      const second = await all.run(deployment, { name: "second" });
      expect((await claim(all, { limit: 5 })).flow_runs.map(({ id }) => id)).toEqual([first.id]);
      const { gates } = await all.why(second.id);
      expect(gates.find(({ gate }) => gate === "deployment-limit")).toMatchObject({
        passes: false,
        holders: [{ id: first.id, name: "first" }],
      });
    });
  });

  describe("why a run is not running", () => {
    test("each gate that is shut is named, with the command that opens it", async () => {
      await using all = await setup();
      await all.pool();
      const { id } = await all.run(await all.deploy("d"), { name: "r" });
      const command = async () => (await all.why(id)).command;
      expect(await command()).toBe("weir worker start --pool p");
      await all.heartbeat();
      expect(await all.why(id)).toMatchObject({ admitted: true, command: null });
      await all.must("PATCH", "/work_pools/p/queues/default", { is_paused: true });
      expect(await command()).toBe("weir work-queue resume default --pool p");
      await all.must("PATCH", "/work_pools/p", { is_paused: true });
      expect(await command()).toBe("weir work-pool resume p");
    });

    test("it names who holds the slots, and goes with what is handed out", async () => {
      await using all = await setup();
      await all.pool({ concurrency_limit: 1 });
      await all.heartbeat();
      const deployment = await all.deploy("d");
      const first = await all.run(deployment, { name: "first" });
      const second = await all.run(deployment, { name: "second" });
      expect(await all.offered()).toEqual(["first"]);
      expect((await all.why(first.id)).admitted).toBe(true);
      expect(await all.why(second.id)).toMatchObject({
        admitted: false,
        command: "weir work-pool update p --concurrency-limit 2",
      });
      await all.propose(first.id, "PENDING");
      const { gates } = await all.why(second.id);
      expect(gates.find(({ gate }) => gate === "work-pool-limit")?.holders).toEqual([{ id: first.id, name: "first" }]);
      expect(await all.why(first.id)).toMatchObject({ admitted: false, gates: [{ gate: "state", passes: false }] });
    });

    test("a run whose time has not come is told when it does", async () => {
      await using all = await setup();
      await all.pool();
      const scheduled_time = new Date(all.clock.now() / 1000 + 3_600_000).toISOString();
      const { id } = await all.run(await all.deploy("d"), {
        state: { type: "SCHEDULED", state_details: { scheduled_time } },
      });
      const { gates } = await all.why(id);
      expect(gates.find(({ gate }) => gate === "schedule")).toMatchObject({ passes: false });
      expect(Date.parse(gates.find(({ gate }) => gate === "schedule")!.eta!)).toBe(Date.parse(scheduled_time));
    });
  });
});
