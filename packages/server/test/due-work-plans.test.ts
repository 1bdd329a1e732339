/** By which index the runs of a queue are found among many others, on both databases. */
import { DIALECTS } from "@weir/testkit";
import { sql, type Compilable } from "kysely";
import { describe, expect, test } from "vitest";
import {
  countActiveRuns,
  countDueBefore,
  readActiveRuns,
  readDueRuns,
  readDueRunsOfDeployment,
  readNextDue,
  readRunsClaimed,
} from "../src/storage/queries/due-work.ts";
import type { Builder } from "../src/storage/query.ts";
import { idOf } from "./stored-runs.ts";
import { testServer, type TestServer } from "./support.ts";

const FINISHED = 20_000;
const SCHEDULED = 4000;
const QUEUES = 200;

/** An id that SQL makes of a number. */
const made = (digit: number, number: string) => `'${digit}0000000-0000-7000-8000-' || ${number}`;

/** Runs of many queues: most have ended, many are scheduled, few are active. */
async function fill({ app }: TestServer, dialect: (typeof DIALECTS)[number]): Promise<void> {
  const total = FINISHED + SCHEDULED + QUEUES;
  const cast = dialect === "postgres" ? "::uuid" : "";
  const padded = (n: string) => (dialect === "postgres" ? `lpad((${n})::text, 12, '0')` : `printf('%012d', ${n})`);
  const numbers =
    dialect === "postgres"
      ? `select n from generate_series(0, ${total - 1}) as g (n)`
      : `with recursive g (n) as (select 0 union all select n + 1 from g where n < ${total - 1}) select n from g`;
  const state = `case when n < ${FINISHED} then 'COMPLETED' when n < ${FINISHED + SCHEDULED} then 'SCHEDULED' else 'RUNNING' end`;
  const due = `case when n >= ${FINISHED} and n < ${FINISHED + SCHEDULED} then n end`;
  await app.context.store.write(async (tx) => {
    const run = (text: string) => tx.change((db) => ({ compile: () => sql.raw(text).compile(db) }) as Compilable);
    await run(`insert into flow (id, created, updated, name) values ('${idOf("flow", 1)}', 1, 1, 'f')`);
    await run(
      `insert into flow_run (id, created, updated, name, flow_id, deployment_id, work_queue_id, state_type, state_name, next_scheduled_start_time)
       select (${made(2, padded("n"))})${cast}, 1, 1, 'r', '${idOf("flow", 1)}'${cast},
              (${made(4, padded(`n % ${QUEUES}`))})${cast}, (${made(6, padded(`n % ${QUEUES}`))})${cast}, ${state}, ${state}, ${due}
       from (${numbers}) as numbers`,
    );
    if (dialect === "postgres") await run("analyze flow_run");
  });
}

const QUEUE = "60000000-0000-7000-8000-000000000003";

describe.each(DIALECTS)("the runs of a queue on %s", (dialect) => {
  test("are found without going through those of others", { timeout: 120_000 }, async () => {
    await using server = await testServer(dialect, { settings: { server_services_enabled: false } });
    await fill(server, dialect);
    const planOf = (query: (db: Builder) => Compilable): Promise<string> =>
      server.app.context.store.read(async (db) => {
        const rows = await db.rows<Record<string, string>>((builder) => {
          const { sql: text, parameters } = query(builder).compile();
          const explain = dialect === "postgres" ? "explain" : "explain query plan";
          return {
            compile: () => ({ ...sql`select 1`.compile(builder), sql: `${explain} ${text}`, parameters }) as never,
          };
        });
        return rows.map((row) => row["detail"] ?? row["QUERY PLAN"]).join("\n");
      });
    const window = { queueId: QUEUE, after: null, limit: 10, step: 1 };
    const plans = {
      flow_run_queue_due: [
        readDueRuns({ ...window, before: null }),
        readDueRuns({ ...window, before: FINISHED + 100 }),
        readNextDue([QUEUE], FINISHED + 100),
        countDueBefore({ queueId: QUEUE, id: QUEUE, until: () => FINISHED + 100, most: 10 }),
      ],
      flow_run_queue_active: [
        countActiveRuns([QUEUE]),
        readActiveRuns([QUEUE], ["RUNNING"], { limit: 5, offset: 0 }),
        readRunsClaimed([QUEUE], idOf("state", 1)),
      ],
      flow_run_deployment_due: [readDueRunsOfDeployment(idOf("deployment", 3), null, 10)],
    };
    for (const [index, queries] of Object.entries(plans))
      for (const query of queries) {
        const plan = await planOf(query);
        expect(plan).toContain(index);
        expect(plan).not.toMatch(/SCAN flow_run\b|Seq Scan on flow_run\b/);
      }
    const due = await server.app.context.store.read((db) => db.rows(readDueRuns({ ...window, before: null })));
    expect(due.map((run) => run.next_scheduled_start_time)).toEqual(
      Array.from({ length: 10 }, (_, index) => FINISHED + 3 + index * QUEUES),
    );
  });
});
