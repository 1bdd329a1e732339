/** What serves deployments waits for their runs with one request, on both databases. */
import type { FlowRunResponse } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { testServer } from "./support.ts";

describe.each(DIALECTS)("claims of runs of served deployments on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect, { settings: { server_services_enabled: false } });
    const flow = await server.must("POST", "/flows/", { name: "flow" });
    const { id } = await server.must("POST", "/deployments/", { name: "d", flow_id: flow.id });
    const claim = (more: object = {}) =>
      server.must<{ flow_runs: FlowRunResponse[] }>("POST", "/weir/deployments/claim", {
        deployment_ids: [id],
        ...more,
      });
    const create = (body: object = {}) =>
      server.must<FlowRunResponse>("POST", `/deployments/${id}/create_flow_run`, body);
    return { server, id, claim, create, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test("a run that is made while somebody waits is theirs at once, and nobody else's", async () => {
    await using all = await setup();
    expect((await all.claim()).flow_runs).toEqual([]);
    const waiting = [all.claim({ wait: 2 }), all.claim({ wait: 2 })];
    const run = await all.create();
    // Whoever is given nothing answers only when its time is over.
    expect((await Promise.race(waiting)).flow_runs).toMatchObject([{ id: run.id, state_type: "PENDING" }]);
    const given = await Promise.all(waiting);
    expect(given.flatMap(({ flow_runs }) => flow_runs)).toHaveLength(1);
    const deployment = await all.server.must<{ status: string }>("GET", `/deployments/${all.id}`);
    expect(deployment.status).toBe("READY");
  });

  test("a run is given when it is due, and again under the token of an answer that got lost", async () => {
    await using all = await setup();
    const scheduled_time = new Date(Date.now() + 300).toISOString();
    const run = await all.create({ state: { type: "SCHEDULED", state_details: { scheduled_time } } });
    expect((await all.claim()).flow_runs).toEqual([]);
    const token = randomUUID();
    const { flow_runs } = await all.claim({ wait: 30, token });
    expect(flow_runs.map(({ id }) => id)).toEqual([run.id]);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(scheduled_time));
    expect((await all.claim({ token })).flow_runs.map(({ id }) => id)).toEqual([run.id]);
    expect((await all.claim({ token: randomUUID() })).flow_runs).toEqual([]);
  });
});
