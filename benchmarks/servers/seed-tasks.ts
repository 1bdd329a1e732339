/**
 * Fills a database of Weir with flow runs of very many task runs: one of each is made through the API, the others are
 * copies of its row, written into the file while the server is stopped.
 */
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { createFlow, createFlowRun, post } from "./api.ts";
import { inserter, type DatabaseRow } from "./seed.ts";
import { startServer, type System } from "./server.ts";

/** Task runs of a flow run: so many different tasks, of which each is run so often. */
export interface Shape {
  readonly tasks: number;
  readonly runsOfEach: number;
}

/** How long a flow run takes, in microseconds. */
const LENGTH = 60_000_000;

/** Each task takes the result of the one before it with the same number. Answers the ids of the flow runs. */
export async function seedTaskRuns(system: System, home: string, shapes: readonly Shape[]): Promise<string[]> {
  const ids = await makeTemplates(system, home, shapes.length);
  const db = new DatabaseSync(system.database(home));
  db.exec("BEGIN");
  for (const [index, id] of ids.entries()) {
    const template = db.prepare("SELECT * FROM task_run WHERE flow_run_id = ?").get(id) as DatabaseRow;
    db.prepare("DELETE FROM task_run WHERE flow_run_id = ?").run(id);
    db.prepare("UPDATE flow_run SET end_time = start_time + ? WHERE id = ?").run(LENGTH, id);
    const { start } = db.prepare("SELECT start_time AS start FROM flow_run WHERE id = ?").get(id) as { start: number };
    const insert = inserter(db, "task_run", Object.keys(template));
    for (const row of taskRuns(shapes[index]!, start)) insert({ ...template, ...row });
  }
  db.exec("COMMIT");
  db.close();
  return ids;
}

function* taskRuns({ tasks, runsOfEach }: Shape, start: number): Generator<DatabaseRow> {
  const step = LENGTH / tasks;
  let before: string[] = [];
  for (let task = 0; task < tasks; task++) {
    const ids = Array.from({ length: runsOfEach }, () => randomUUID());
    for (const [n, id] of ids.entries()) {
      const begins = Math.round(start + step * (task + (0.9 * n) / runsOfEach));
      const inputs = before[n] ? { value: [{ input_type: "task_run", id: before[n] }] } : {};
      yield {
        id,
        name: `task-${task}-${n}`,
        task_key: `task-${task}`,
        dynamic_key: String(n),
        expected_start_time: begins,
        start_time: begins,
        end_time: Math.round(begins + step / 10),
        task_inputs: JSON.stringify(inputs),
      };
    }
    before = ids;
  }
}

async function makeTemplates(system: System, home: string, count: number): Promise<string[]> {
  const server = await startServer(system, home);
  try {
    const flow = await createFlow(server, "bench-tasks");
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const id = await createFlowRun(server, flow);
      const task = { flow_run_id: id, task_key: "task", dynamic_key: "0", state: { type: "COMPLETED" } };
      await post(server, `/flow_runs/${id}/set_state`, { state: { type: "RUNNING" } });
      await post(server, "/task_runs/", task);
      await post(server, `/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" } });
      ids.push(id);
    }
    return ids;
  } finally {
    await server.stop({ forget: false });
  }
}
