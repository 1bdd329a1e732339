/** Random walks of flow runs through their states, on both databases: the server against the pure rules. */
import {
  isFinalType,
  STATE_TYPES,
  type FlowRunPolicy,
  type FlowRunResponse,
  type OrchestrationResult,
  type State,
} from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { currentState, proposalOf } from "../src/operations/states.ts";
import { evaluate, type Verdict } from "../src/rules/evaluate.ts";
import { CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY } from "../src/rules/flow-run/policies.ts";
import { readFlowRun } from "../src/storage/queries/flow-runs.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const NAMES = {
  SCHEDULED: ["Scheduled", "Late", "AwaitingRetry", "Resuming"],
  PENDING: ["Pending", "Submitting"],
} as const;

interface Step {
  readonly type: State["type"];
  readonly name: string | undefined;
  readonly force: boolean;
  /** Seconds that pass before the step. */
  readonly wait: number;
  /** Of a SCHEDULED state: seconds from now. */
  readonly due: number;
  readonly pauseKey: string;
  readonly data: unknown;
}

const step: fc.Arbitrary<Step> = fc.constantFrom(...STATE_TYPES).chain((type) =>
  fc.record({
    type: fc.constant(type),
    name: type in NAMES ? fc.constantFrom(...NAMES[type as keyof typeof NAMES]) : fc.constant(undefined),
    force: fc.boolean(),
    wait: fc.integer({ min: 0, max: 100 }),
    due: fc.integer({ min: -50, max: 50 }),
    pauseKey: fc.constantFrom("a", "b"),
    data: fc.constantFrom(undefined, undefined, { storage_key: "x" }, { type: "unpersisted" }),
  }),
);

const bodyOf = (given: Step, now: number) => ({
  force: given.force,
  state: {
    type: given.type,
    name: given.name,
    data: given.data,
    state_details: {
      ...(given.type === "SCHEDULED" ? { scheduled_time: new Date(now / 1000 + given.due * 1000).toISOString() } : {}),
      ...(given.type === "PAUSED"
        ? { pause_key: given.pauseKey, pause_timeout: new Date(now / 1000 + 30_000).toISOString() }
        : {}),
    },
  },
});

/** What the rules, by themselves, say of a proposal for the run as it is stored. */
async function expected(
  server: TestServer,
  id: string,
  body: ReturnType<typeof bodyOf>,
  now: number,
): Promise<Verdict> {
  const row = (await server.app.context.store.read((db) => db.first(readFlowRun, { id })))!;
  const policy = JSON.parse(row.empirical_policy) as FlowRunPolicy;
  return evaluate(
    body.force ? MINIMAL_FLOW_POLICY : CORE_FLOW_POLICY,
    {
      now,
      run: { ...row, policy },
      due: null,
      deploymentExists: true,
      limit: null,
      leaseAlive: false,
      clientRenewsLeases: false,
      randomKey: "unused",
    },
    currentState(row),
    proposalOf(body.state as never, now),
  );
}

/** The states of a run in their order. */
const historyOf = (server: TestServer, id: string) =>
  server.app.context.store.read((db) =>
    db.rows((builder) =>
      builder
        .selectFrom("flow_run_state")
        .select(["id", "timestamp"])
        .where("flow_run_id", "=", id)
        .orderBy("timestamp"),
    ),
  );

function checkBookkeeping(before: FlowRunResponse, after: FlowRunResponse, entered: State | undefined): void {
  expect(after.end_time !== null, "an end time exactly while the state is final").toBe(isFinalType(after.state_type));
  if (before.start_time) expect(after.start_time, "a start time never moves").toBe(before.start_time);
  expect(after.expected_start_time, "nor does the expected one").toBe(before.expected_start_time);
  const resumed = before.empirical_policy?.resuming === true && !isFinalType(before.state_type);
  expect(after.run_count! - before.run_count!, "one more execution for each RUNNING").toBe(
    entered?.type === "RUNNING" && !resumed ? 1 : 0,
  );
  if (after.state_type === "SCHEDULED") expect(after.next_scheduled_start_time).not.toBeNull();
}

describe.each(DIALECTS)("flow runs on %s", (dialect) => {
  test("every verdict is that of the rules, and what is stored follows from it", { timeout: 120_000 }, async () => {
    const clock = new ManualClock();
    await using server = await testServer(dialect, { clock });
    const flow = await server.must("POST", "/flows/", { name: "walk" });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(undefined, { retries: 1, retry_delay: 0 }, { retries: 2, retry_delay: 20 }),
        async (steps, empirical_policy) => {
          const { id } = await server.must("POST", "/flow_runs/", { flow_id: flow.id, empirical_policy });
          const history: string[] = (await historyOf(server, id)).map((state) => state.id);
          for (const given of steps) {
            clock.advance(given.wait);
            const now = clock.now();
            const body = bodyOf(given, now);
            const before = await server.must<FlowRunResponse>("GET", `/flow_runs/${id}`);
            const verdict = await expected(server, id, body, now);
            const answer = await server.must<OrchestrationResult>("POST", `/flow_runs/${id}/set_state`, body);
            const after = await server.must<FlowRunResponse>("GET", `/flow_runs/${id}`);

            expect(answer.status).toBe(verdict.status);
            const entered = answer.state && answer.state.id !== before.state_id ? (answer.state as State) : undefined;
            expect(entered?.type).toBe(verdict.state?.type);
            expect(after.state_id).toBe(answer.state?.id);
            if (entered) history.push(entered.id);
            else
              expect({
                ...after,
                updated: 0,
                empirical_policy: 0,
                estimated_run_time: 0,
                estimated_start_time_delta: 0,
              }).toEqual({
                ...before,
                updated: 0,
                empirical_policy: 0,
                estimated_run_time: 0,
                estimated_start_time_delta: 0,
              });
            checkBookkeeping(before, after, entered);
          }
          const states = await historyOf(server, id);
          expect(
            states.map((state) => state.id),
            "each accepted state once",
          ).toEqual(history);
          const times = states.map((state) => state.timestamp);
          expect(new Set(times).size, "strictly ordered in time").toBe(times.length);
        },
      ),
      { numRuns: dialect === "sqlite" ? 60 : 25, seed: 20_261_122 },
    );
  });

  test("of many claims at once one wins", async () => {
    await using server = await testServer(dialect);
    const flow = await server.must("POST", "/flows/", { name: "claim" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "SCHEDULED" } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        server.must<OrchestrationResult>("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "PENDING" } }),
      ),
    );
    expect(answers.filter((answer) => answer.status === "ACCEPT")).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === "ABORT")).toHaveLength(19);
  });
});
