/** A look for due schedules costs the same however many there are. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { planDueSchedules } from "../src/operations/schedules/plan-runs.ts";
import { duePlans } from "../src/storage/queries/deployment-schedules.ts";
import { ManualClock, testServer, type TestServer } from "./support.ts";

const MANY = 10_000;
const HOUR = 3_600_000_000;

/** A deployment with an hourly schedule, many times over; all of them due at an instant. */
async function seed(server: TestServer, count: number, nextPlan: number): Promise<void> {
  const flow = await server.must("POST", "/flows/", { name: "f" });
  const schedule = JSON.stringify({ interval: 3600, anchor_date: "2026-01-01T00:00:00Z", timezone: "UTC" });
  const numbers = sql`(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n)`;
  const id = (kind: string) => sql`printf('00000000-0000-4000-${sql.raw(kind)}-%012d', i)`;
  await server.app.context.store.write(async (tx) => {
    await tx.change((db) => ({
      compile: () =>
        sql`INSERT INTO deployment (id, created, updated, name, flow_id) SELECT ${id("8000")}, i, i, 'd' || i, ${flow.id} FROM ${numbers}`.compile(
          db,
        ) as never,
    }));
    await tx.change((db) => ({
      compile: () =>
        sql`INSERT INTO deployment_schedule (id, created, updated, deployment_id, schedule, next_plan) SELECT ${id("9000")}, i, i, ${id("8000")}, ${schedule}, ${nextPlan} FROM ${numbers}`.compile(
          db,
        ) as never,
    }));
  });
}

test("10,000 schedules of which none is due are passed over by one read of an index", async () => {
  const clock = new ManualClock();
  await using server = await testServer("sqlite", { clock });
  await seed(server, MANY, clock.now() + HOUR);
  const { context } = server.app;
  const steps = await context.store.read((db) =>
    db.rows<{ detail: string }>((builder) => {
      const query = duePlans.build(
        builder,
        ((name: string) => (name === "limit" ? 100 : clock.now())) as never,
        "sqlite",
      );
      const { sql: text, parameters } = query.compile();
      return {
        compile: () => ({ ...sql`SELECT 1`.compile(builder), sql: `EXPLAIN QUERY PLAN ${text}`, parameters }) as never,
      };
    }),
  );
  expect(steps[0]!.detail).toContain("deployment_schedule_plan");
  expect(steps.map(({ detail }) => detail).join()).not.toContain("SCAN");
  const began = performance.now();
  expect(await planDueSchedules(context, clock.now())).toBe(0);
  // Some milliseconds on a quiet machine.
  expect(performance.now() - began).toBeLessThan(2000);
});

test("what becomes due is planned, and only that", async () => {
  const clock = new ManualClock();
  await using server = await testServer("sqlite", { clock });
  await seed(server, 250, clock.now() + HOUR);
  clock.advance(3601);
  expect(await planDueSchedules(server.app.context, clock.now())).toBe(750);
  expect(await planDueSchedules(server.app.context, clock.now())).toBe(0);
});
