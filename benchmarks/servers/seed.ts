/**
 * Fills a server's database with many finished flow runs. A few are made through the API; the rest are copies of their
 * rows, with ids and times of their own, written into the file while the server is stopped. Both servers keep the two
 * tables under the same names; Weir's times are numbers of microseconds, Prefect's are text.
 */
import { randomUUID } from "node:crypto";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { createFlow, createFlowRun, post } from "./api.ts";
import { startServer, type System } from "./server.ts";

export type DatabaseRow = Record<string, SQLInputValue>;

const TIMES: readonly string[] = [
  "created",
  "updated",
  "timestamp",
  "state_timestamp",
  "expected_start_time",
  "start_time",
  "end_time",
];
/** How the runs end: most complete, as they do. */
const ENDS = ["COMPLETED", "COMPLETED", "COMPLETED", "FAILED"] as const;
/** Days over which the runs are spread, back from now. */
export const SPREAD_DAYS = 30;

async function makeTemplates(system: System, home: string): Promise<void> {
  const server = await startServer(system, home);
  try {
    const flowId = await createFlow(server, "bench");
    for (const end of ENDS) {
      const id = await createFlowRun(server, flowId);
      for (const type of ["RUNNING", end]) await post(server, `/flow_runs/${id}/set_state`, { state: { type } });
    }
  } finally {
    await server.stop({ forget: false });
  }
}

/** A time earlier by so many milliseconds, in the form that it has. */
function earlier(value: SQLInputValue | undefined, millis: number): SQLInputValue {
  if (typeof value === "number") return value - millis * 1000;
  if (typeof value !== "string") return value ?? null;
  const [whole, fraction = "000000"] = value.split(".");
  const time = new Date(Date.parse(`${whole!.replace(" ", "T")}Z`) - millis);
  return `${time.toISOString().slice(0, 19).replace("T", " ")}.${fraction}`;
}

const shifted = (row: DatabaseRow, millis: number): DatabaseRow => ({
  ...row,
  ...Object.fromEntries(TIMES.filter((name) => name in row).map((name) => [name, earlier(row[name], millis)])),
});

export function inserter(db: DatabaseSync, table: string, columns: readonly string[]): (row: DatabaseRow) => void {
  const marks = columns.map(() => "?").join();
  const insert = db.prepare(`INSERT INTO ${table} (${columns.map((name) => `"${name}"`).join()}) VALUES (${marks})`);
  return (row) => void insert.run(...columns.map((name) => row[name] ?? null));
}

/** Makes a home folder whose database has so many flow runs. */
export async function seedFlowRuns(system: System, home: string, count: number): Promise<void> {
  await makeTemplates(system, home);
  // A run and its state name each other, so one of them comes first.
  const db = new DatabaseSync(system.database(home), { enableForeignKeyConstraints: false });
  const runs = db.prepare("SELECT * FROM flow_run").all();
  const states = new Map(
    db
      .prepare("SELECT * FROM flow_run_state")
      .all()
      .map((state) => [state["id"], state]),
  );
  const insertRun = inserter(db, "flow_run", Object.keys(runs[0]!));
  const insertState = inserter(db, "flow_run_state", Object.keys(states.values().next().value!));
  const step = (SPREAD_DAYS * 24 * 3600 * 1000) / count;
  db.exec("BEGIN");
  for (let n = 0; n < count; n++) {
    const run = runs[n % runs.length]!;
    const [id, stateId] = [randomUUID(), randomUUID()];
    const back = Math.round(n * step);
    insertRun({ ...shifted(run, back), id, state_id: stateId, name: `run-${n}` });
    insertState({ ...shifted(states.get(run["state_id"]!)!, back), id: stateId, flow_run_id: id });
  }
  db.exec("COMMIT");
  db.close();
}
