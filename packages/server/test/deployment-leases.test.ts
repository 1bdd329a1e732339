/** The slot of a deployment is kept for whoever was told to wait. */
import { formatTime, type OrchestrationResult } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { ManualClock, testServer } from "./support.ts";

/** A client that renews the leases of its slots. */
const RENEWS = { "user-agent": "prefect/3.8.8 (API 0.8.4)" };

describe.each(DIALECTS)("a deployment's slot on %s", (dialect) => {
  test("is renewed by a start that is answered with WAIT", async () => {
    const clock = new ManualClock();
    await using server = await testServer(dialect, { clock });
    const flow = await server.must("POST", "/flows/", { name: "f" });
    const deployment = await server.must("POST", "/deployments/", {
      name: "d",
      flow_id: flow.id,
      concurrency_limit: 1,
    });
    const create = (scheduled_time: string) =>
      server.must("POST", "/flow_runs/", {
        flow_id: flow.id,
        deployment_id: deployment.id,
        state: { type: "SCHEDULED", state_details: { scheduled_time } },
      });
    const propose = async (id: string, type: string): Promise<OrchestrationResult> =>
      (await server.call("POST", `/flow_runs/${id}/set_state`, { state: { type } }, RENEWS)).body;
    const early = await create(formatTime(clock.now() + 900e6));
    const claimed = await propose(early.id, "PENDING");
    expect(claimed.status).toBe("ACCEPT");
    for (let waited = 0; waited < 800; waited += 200) {
      clock.advance(200);
      expect((await propose(early.id, "RUNNING")).status).toBe("WAIT");
    }
    // Claimed 800 s ago under a lease of 300 s, renewed at every attempt to start.
    const other = await create(formatTime(clock.now()));
    expect((await propose(other.id, "PENDING")).state?.name, "the slot is taken").toBe("AwaitingConcurrencySlot");
    clock.advance(101);
    const started = await propose(early.id, "RUNNING");
    expect(started.status).toBe("ACCEPT");
    expect(started.state?.state_details?.deployment_concurrency_lease_id).toBe(
      claimed.state?.state_details?.deployment_concurrency_lease_id,
    );
  });
});
