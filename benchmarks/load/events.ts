/**
 * Sends the events of task runs as the Python client does: one socket, one event a frame, and a ping after every 700
 * whose pong says that all before it arrived. They count once the server shows all task runs as completed.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { Connection } from "./connection.ts";
import { expectStatus } from "./workload.ts";

export interface EventJob {
  /** The server's address, without `/api`. */
  readonly url: string;
  readonly flowId: string;
  readonly flowRunId: string;
  /** Each sends three events. */
  readonly taskRuns: number;
}

export interface EventResult {
  readonly events: number;
  /** Until the last pong: sent and, as far as the protocol tells, safe. In milliseconds. */
  readonly acknowledged: number;
  /** Until the server shows them all. In milliseconds. */
  readonly recorded: number;
  /** How many the server shows, if it gave up on some. */
  readonly shown: number;
}

/** Events between two pings of the Python client. */
const CHECKPOINT = 700;
/** Milliseconds without progress after which the rest is taken for lost. */
const PATIENCE = 30_000;

type StateType = "PENDING" | "RUNNING" | "COMPLETED";

const name = (type: StateType): string => type[0] + type.slice(1).toLowerCase();
const state = (type: StateType): object => ({ type, name: name(type), message: "", state_details: {} });

/** Ids in the order of time, as the client makes them (UUIDv7). */
function orderedId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = randomBytes(10).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-a${random.slice(4, 7)}-${random.slice(8)}`;
}

/** The three events in the life of a task run. */
function* eventsOf(job: EventJob, index: number): Generator<string> {
  const taskRunId = orderedId();
  const dynamic_key = randomUUID();
  const runName = `say-${index}`;
  const started = Date.now();
  const time = (step: number): string =>
    new Date(started + step).toISOString().replace("Z", `${String(index % 1000).padStart(3, "0")}Z`);
  const related = [
    {
      "prefect.resource.id": `prefect.flow-run.${job.flowRunId}`,
      "prefect.resource.role": "flow-run",
      "prefect.resource.name": "messy-guppy",
    },
    {
      "prefect.resource.id": `prefect.flow.${job.flowId}`,
      "prefect.resource.role": "flow",
      "prefect.resource.name": "hello",
    },
  ];
  let follows: string | null = null;
  let initial: StateType | null = null;
  for (const [step, type] of (["PENDING", "RUNNING", "COMPLETED"] as const).entries()) {
    const id = orderedId();
    const occurred = time(step);
    const run_count = step === 0 ? 0 : 1;
    yield JSON.stringify({
      occurred,
      event: `prefect.task-run.${name(type)}`,
      resource: {
        "prefect.resource.id": `prefect.task-run.${taskRunId}`,
        "prefect.resource.name": runName,
        "prefect.run-count": String(run_count),
        "prefect.state-message": "",
        "prefect.state-name": name(type),
        "prefect.state-timestamp": occurred.replace("Z", "+00:00"),
        "prefect.state-type": type,
        "prefect.orchestration": "client",
      },
      related,
      payload: {
        intended: { from: initial, to: type },
        initial_state: initial && state(initial),
        validated_state: { ...state(type), data: null },
        task_run: {
          name: runName,
          task_key: "say-f0de08f7",
          dynamic_key,
          empirical_policy: { max_retries: 0, retry_delay_seconds: 0, retries: 0, retry_delay: 0 },
          tags: [],
          labels: {},
          task_inputs: { name: [] },
          run_count,
          flow_run_run_count: run_count,
          expected_start_time: time(0),
          ...(step > 0 ? { start_time: time(1) } : {}),
          ...(step > 1 ? { end_time: time(2) } : {}),
          total_run_time: 0,
        },
      },
      id,
      follows,
    });
    follows = id;
    initial = type;
  }
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/events/in`, "prefect");
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "auth", token: null }));
  await once(socket, "message");
  return socket;
}

async function checkpoint(socket: WebSocket): Promise<void> {
  const pong = once(socket, "pong");
  socket.ping();
  await pong;
}

/** Waits until the server shows as many completed task runs as were sent, or nothing moves any more. */
async function countShown({ url, flowRunId, taskRuns }: EventJob): Promise<number> {
  const connection = new Connection(url);
  const filter = JSON.stringify({
    flow_runs: { id: { any_: [flowRunId] } },
    task_runs: { state: { type: { any_: ["COMPLETED"] } } },
  });
  let shown = -1;
  let moved = Date.now();
  while (shown < taskRuns && Date.now() - moved < PATIENCE) {
    const now = Number(expectStatus(await connection.post("/api/task_runs/count", filter), 200));
    if (now !== shown) moved = Date.now();
    shown = now;
    if (shown < taskRuns) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  connection.close();
  return shown;
}

export async function sendEvents(job: EventJob): Promise<EventResult> {
  const socket = await openSocket(job.url);
  const started = performance.now();
  let sent = 0;
  for (let index = 0; index < job.taskRuns; index++)
    for (const event of eventsOf(job, index)) {
      socket.send(event);
      if (++sent % CHECKPOINT === 0) await checkpoint(socket);
    }
  await checkpoint(socket);
  const acknowledged = performance.now() - started;
  const shown = await countShown(job);
  const recorded = performance.now() - started;
  socket.close();
  return { events: sent, acknowledged, recorded, shown: shown * 3 };
}
