/** What a claim costs among very many runs. */
import { DatabaseSync } from "node:sqlite";
import { figure } from "../lib/figure.ts";
import { createFlow, post } from "../servers/api.ts";
import { seedFlowRuns } from "../servers/seed.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { weir } from "../servers/weir.ts";
import { measured, type Bench, type Row } from "./row.ts";

const POOL = "bench";
/** Milliseconds from the creation of a run until it is due. */
const AHEAD = 150;
/** Seconds that a worker waits. */
const PATIENCE = 20;
type Run = { readonly id: string };

/** A deployment whose runs nobody executes. */
async function deploy(server: RunningServer): Promise<string> {
  await post(server, "/work_pools/", { name: POOL, type: "process" });
  const body = {
    name: "bench",
    flow_id: await createFlow(server, "claimed"),
    work_pool_name: POOL,
  };
  return (await post<Run>(server, "/deployments/", body)).id;
}

const create = (server: RunningServer, deployment: string, body: object): Promise<Run> =>
  post<Run>(server, `/deployments/${deployment}/create_flow_run`, body);

const claim = async (server: RunningServer, wait = 0): Promise<readonly Run[]> =>
  (await post<{ flow_runs: Run[] }>(server, `/weir/work_pools/${POOL}/claim`, { worker_name: "bench", wait }))
    .flow_runs;

/** Copies a scheduled run of the queue, to times far away. */
function fillQueue(home: string, id: string, count: number): void {
  const db = new DatabaseSync(weir.database(home), { enableForeignKeyConstraints: false });
  const columns = db
    .prepare("SELECT name FROM pragma_table_info('flow_run')")
    .all()
    .map(({ name }) => String(name));
  const changed: Readonly<Record<string, string>> = {
    id: "printf('00000000-0000-7000-8000-%012d', n)",
    next_scheduled_start_time: "next_scheduled_start_time + n * 1000000",
    idempotency_key: "NULL",
  };
  const values = columns.map((column) => changed[column] ?? `"${column}"`).join();
  db.exec(
    `INSERT INTO flow_run (${columns.map((column) => `"${column}"`).join()})
     WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     SELECT ${values} FROM flow_run, numbers WHERE flow_run.id = '${id}'`,
  );
  db.close();
}

/** A claim among many runs that have ended, and many of the same queue that are not due. */
export async function* claimRows(bench: Bench): AsyncGenerator<Row> {
  const { finished, scheduled } = bench.effort.crowd;
  const home = bench.folder("crowd");
  await seedFlowRuns(weir, home, finished);
  const before = await startServer(weir, home);
  const deployment = await deploy(before);
  const scheduled_time = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString();
  const { id } = await create(before, deployment, { state: { type: "SCHEDULED", state_details: { scheduled_time } } });
  await before.stop({ forget: false });
  fillQueue(home, id, scheduled);
  await using server = await startServer(weir, home);
  const times: number[] = [];
  let lost = 0;
  for (let n = 0; n < bench.effort.claims; n++) {
    await create(server, deployment, {});
    const asked = performance.now();
    if ((await claim(server)).length !== 1) lost++;
    times.push(performance.now() - asked);
  }
  yield {
    group: "claims",
    name: `claim among ${finished} finished and ${scheduled} scheduled runs`,
    unit: "ms",
    target: { atMost: 20 },
    measured: [
      measured({
        system: "Weir",
        figure: figure(times),
        errors: lost > 0 ? { "runs that were not claimed": lost } : {},
      }),
    ],
  };

  const late: number[] = [];
  lost = 0;
  for (let n = 0; n < bench.effort.claims; n++) {
    const due = Date.now() + AHEAD;
    const state_details = { scheduled_time: new Date(due).toISOString() };
    const claimed = claim(server, PATIENCE);
    await create(server, deployment, { state: { type: "SCHEDULED", state_details } });
    if ((await claimed).length !== 1) lost++;
    late.push(Date.now() - due);
  }
  late.sort((a, b) => a - b);
  yield {
    group: "claims",
    name: "from the time that a run is due to its claim by a worker who waits, p99",
    unit: "ms",
    target: { atMost: 100 },
    measured: [
      measured({
        system: "Weir",
        // Clocks of milliseconds: nothing is claimed before it is due.
        figure: figure([Math.max(1, late[Math.ceil(late.length * 0.99) - 1]!)]),
        p50: figure([Math.max(1, late[late.length >> 1]!)]),
        errors: lost > 0 ? { "runs that were not claimed": lost } : {},
      }),
    ],
  };
}
