/**
 * Clients that write as fast as they are answered, and behave as the protocol asks of them when the connection breaks:
 * what was not acknowledged is sent again where the server can tell that it is the same, and given up where it cannot.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Ledger } from "./ledger.ts";

export interface World {
  /** `http://127.0.0.1:PORT/api`; who serves it comes and goes. */
  readonly url: string;
  readonly ledger: Ledger;
  /** The flow whose runs are written. */
  readonly flowId: string;
  readonly random: () => number;
  /** Aborted when the clients are to finish what they have begun. */
  readonly finish: AbortSignal;
}

export type Client = (world: World) => Promise<void>;

/** Milliseconds until a connection is tried again. */
const RETRY = 50;

const upTo = (world: World, most: number): number => 1 + Math.floor(world.random() * most);
const breathe = (world: World): Promise<void> => sleep(Math.floor(world.random() * 20));

/** Sends a request; undefined if no whole answer came, or the server said that it cannot answer now. */
async function post<T>({ url }: World, path: string, body: unknown): Promise<T | undefined> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    text = await answer.text();
  } catch {
    return undefined;
  }
  if (answer.status === 503) return undefined;
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

/** Sends it until it is answered: for what may be sent twice. */
async function persist<T>(world: World, path: string, body: unknown): Promise<T> {
  for (;;) {
    const answer = await post<T>(world, path, body);
    if (answer !== undefined) return answer;
    await sleep(RETRY);
  }
}

export const createFlow = async (world: Omit<World, "flowId">): Promise<string> =>
  (await persist<{ id: string }>({ ...world, flowId: "" }, "/flows/", { name: "crash-proof" })).id;

/** A socket of the protocol, let in. Everything that is waited for on it fails when it closes. */
class Socket implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #closed: Promise<never>;

  private constructor(url: string) {
    this.#socket = new WebSocket(url, ["prefect"]);
    this.#socket.on("error", () => undefined); // the connection closes as well
    this.#closed = once(this.#socket, "close").then(() => Promise.reject(new Error("the connection has ended")));
    this.#closed.catch(() => undefined);
  }

  static async open(world: World, path: string): Promise<Socket> {
    const socket = new Socket(`${world.url.replace("http", "ws")}${path}`);
    await Promise.race([once(socket.#socket, "open"), socket.#closed]);
    await socket.ask({ type: "auth", token: null });
    return socket;
  }

  send(frame: unknown): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Sends a frame and waits for the next one that comes. */
  async ask<T>(frame: unknown): Promise<T> {
    const heard = once(this.#socket, "message");
    this.send(frame);
    return JSON.parse(String((await Promise.race([heard, this.#closed]))[0])) as T;
  }

  /** Resolves when the server has answered a ping: everything before it is safe. */
  async ping(): Promise<void> {
    const answered = once(this.#socket, "pong");
    this.#socket.ping();
    await Promise.race([answered, this.#closed]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await this.#closed.catch(() => undefined);
  }
}

/** Keeps a connection while it can; `talk` is called again, on a new one, whenever it breaks. */
async function connected(world: World, path: string, talk: (socket: Socket) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await using socket = await Socket.open(world, path);
      await talk(socket);
      return;
    } catch {
      await sleep(RETRY);
    }
  }
}

const plainEvent = () => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: "proof.kept",
  resource: { "prefect.resource.id": "proof" },
  related: [],
  payload: {},
  follows: null,
});
type SentEvent = ReturnType<typeof plainEvent>;

/** Single events, each a frame; a pong says that all before its ping are safe. */
export const singleEvents: Client = async (world) => {
  let unconfirmed: SentEvent[] = [];
  await connected(world, "/events/in", async (socket) => {
    for (const event of unconfirmed) socket.send(event);
    do {
      if (!world.finish.aborted)
        for (let left = upTo(world, 20); left > 0; left--) {
          const event = plainEvent();
          world.ledger.send("event", event.id);
          unconfirmed.push(event);
          socket.send(event);
        }
      await socket.ping();
      world.ledger.acknowledge(
        "event",
        unconfirmed.map(({ id }) => id),
      );
      unconfirmed = [];
      await breathe(world);
    } while (!world.finish.aborted);
  });
};

const STATES = ["PENDING", "RUNNING", "COMPLETED"];

/** The events by which a client tells of a task run, from its first state to its last. */
function taskRunEvents(flowRunId: string): SentEvent[] {
  const taskRunId = randomUUID();
  const begin = Date.now() * 1000;
  return STATES.map((type, index) => ({
    ...plainEvent(),
    occurred: new Date((begin + index * 1000) / 1000).toISOString(),
    event: `prefect.task-run.${type}`,
    resource: { "prefect.resource.id": `prefect.task-run.${taskRunId}`, "prefect.orchestration": "client" },
    related: [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }] as never,
    payload: { validated_state: { type }, task_run: { name: "t", task_key: "t", dynamic_key: taskRunId } },
  }));
}

/** Batches of task-run events, each answered by its number. */
export const batchedTaskRuns: Client = async (world) => {
  const key = randomUUID();
  world.ledger.send("flow run", key);
  const flowRun = await persist<{ id: string }>(world, "/flow_runs/", { flow_id: world.flowId, idempotency_key: key });
  world.ledger.acknowledge("flow run", [key]);
  let unconfirmed: SentEvent[] = [];
  let batch = 0;
  await connected(world, "/weir/events/in", async (socket) => {
    do {
      if (unconfirmed.length === 0 && !world.finish.aborted) {
        unconfirmed = Array.from({ length: upTo(world, 8) }, () => taskRunEvents(flowRun.id)).flat();
        for (const { id } of unconfirmed) world.ledger.send("task-run state", id);
      }
      const answer = await socket.ask<{ ack?: number }>({ batch: ++batch, events: unconfirmed });
      if (answer.ack !== batch) throw new Error(`batch ${batch} was answered with ${JSON.stringify(answer)}`);
      world.ledger.acknowledge(
        "task-run state",
        unconfirmed.map(({ id }) => id),
      );
      unconfirmed = [];
      await breathe(world);
    } while (!world.finish.aborted);
  });
};

/** Lines of log. The server cannot tell a repeated one from a new one, so what was not answered is not sent again. */
export const logLines: Client = async (world) => {
  while (!world.finish.aborted) {
    const lines = Array.from({ length: upTo(world, 20) }, () => ({
      name: "proof",
      level: 20,
      message: randomUUID(),
      timestamp: new Date().toISOString(),
    }));
    const keys = lines.map(({ message }) => message);
    for (const key of keys) world.ledger.send("log line", key);
    if ((await post(world, "/logs/", lines)) !== undefined) world.ledger.acknowledge("log line", keys);
    else await sleep(RETRY);
    await breathe(world);
  }
};

/** Whole flow runs: created under a key, and led through their states by transitions that have names. */
export const flowRuns: Client = async (world) => {
  while (!world.finish.aborted) {
    const key = randomUUID();
    world.ledger.send("flow run", key);
    const run = await persist<{ id: string }>(world, "/flow_runs/", { flow_id: world.flowId, idempotency_key: key });
    world.ledger.acknowledge("flow run", [key]);
    for (const type of STATES.slice(1)) {
      const transition_id = randomUUID();
      world.ledger.send("flow run state", transition_id);
      await persist(world, `/flow_runs/${run.id}/set_state`, { state: { type, state_details: { transition_id } } });
      world.ledger.acknowledge("flow run state", [transition_id]);
      await breathe(world);
    }
  }
};
