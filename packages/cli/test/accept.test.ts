/** `weir flow-run accept` against a server that declares runs lost within moments. */
import { randomUUID } from "node:crypto";
import type { OrchestrationResult } from "@weir/contract";
import { waitUntil } from "@weir/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer([], { WEIR_SERVER_LOST_RUNS_INTERVAL: "0.1" });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A run that was lost, and whose process then reported these states. */
async function lostRun(name: string, reports: readonly ("COMPLETED" | "FAILED")[]): Promise<string> {
  const { api } = server;
  const flow = await api.flows.create({ name: "lost" });
  const { id } = await api.flowRuns.create({ flow_id: flow.id, name, state: { type: "PENDING" } });
  // In a variable of its own: what Weir adds is no part of the route's body.
  const running = { state: { type: "RUNNING" as const }, weir: { heartbeat: 0.1 } };
  await api.flowRuns.setState({ id }, running);
  await waitUntil(async () => (await api.flowRuns.read({ id })).state_type === "CRASHED", { what: "the loss" });
  for (const type of reports) {
    const state = { type, state_details: { transition_id: randomUUID() } };
    const answer: OrchestrationResult = await api.flowRuns.setState({ id }, { state });
    expect(answer.status).toBe("ABORT");
  }
  return id;
}

const accept = (...args: string[]) => weir(["flow-run", "accept", ...args], server.environment);

it("accepts the only late result of a lost run", async () => {
  const id = await lostRun("lonely-lark", ["COMPLETED"]);
  const { code, stdout } = await accept("lonely-lark");
  expect([code, stdout]).toEqual([0, "lonely-lark is Completed now.\n"]);
  expect((await server.api.flowRuns.read({ id })).state_type).toBe("COMPLETED");
});

it("asks which one if there are several", async () => {
  const id = await lostRun("busy-bee", ["COMPLETED", "FAILED"]);
  const asked = await accept("busy-bee");
  expect(asked.code).toBe(1);
  expect(asked.stderr).toMatch(
    /busy-bee has 2 late results[^]*--number[^]*1: COMPLETED of attempt 1[^]*2: FAILED of attempt 1/,
  );
  expect((await accept("busy-bee", "--number", "2")).code).toBe(0);
  expect((await server.api.flowRuns.read({ id })).state_type).toBe("FAILED");
});

it("says that there is none", async () => {
  await lostRun("silent-swan", []);
  const { code, stderr } = await accept("silent-swan");
  expect(code).toBe(1);
  expect(stderr).toContain("silent-swan has no late result");
});
