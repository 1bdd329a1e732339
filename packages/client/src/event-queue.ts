/**
 * Takes events in order and resolves each caller when the server has his.
 *
 * One batch is under way at a time; what arrives meanwhile becomes the next one, so batches grow with the load. A Weir
 * server gets them over a socket of its own that confirms each batch. Any other server, and any batch that the socket
 * failed on, gets them by request: an answer to it is a confirmation, which the protocol's own event socket lacks (its
 * client uses WebSocket pings for that, which browsers and Node do not offer).
 *
 * Invariants:
 * (E1) Batches are sent in the order of the calls, each after the one before was confirmed or given up.
 * (E2) A call resolves only after all its events were confirmed. Events may be sent twice; servers drop known ids.
 * (E3) An event that the server refuses fails its own call only: refused batches are halved until it stands alone.
 */
import type { Event } from "@weir/contract";
import { errorOf, Invalid, TooLarge } from "./errors.ts";
import type { Transport } from "./transport.ts";
import type { Socket } from "./websocket.ts";

const BATCH = 500;
/** An idle socket keeps a Node process alive, so it is closed soon; opening another takes milliseconds. */
const IDLE_MS = 100;
/** How long batches go by request after the socket could not be opened or broke. */
const SOCKET_PAUSE_MS = 10_000;
/** A batch that is not confirmed by then counts as lost. */
const ACK_TIMEOUT_MS = 30_000;

export type EventCarrier = Required<Pick<Transport, "request" | "connect">> & {
  readonly weirVersion: string | undefined;
};

interface Call {
  left: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Item {
  readonly event: Event;
  readonly call: Call;
}

export class EventQueue {
  readonly #carrier: EventCarrier;
  #waiting: Item[] = [];
  #running: Promise<void> | undefined;
  #socket: Socket | undefined;
  #acks: AsyncIterator<unknown> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #batches = 0;
  #socketAfter = 0;

  constructor(carrier: EventCarrier) {
    this.#carrier = carrier;
  }

  send(events: readonly Event[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const call: Call = { left: events.length, resolve, reject };
    for (const event of events) this.#waiting.push({ event, call });
    this.#running ??= this.#run();
    return promise;
  }

  async close(): Promise<void> {
    await this.#running;
    this.#closeSocket();
  }

  async #run(): Promise<void> {
    clearTimeout(this.#idle);
    await Promise.resolve(); // calls of the same turn share a batch
    while (this.#waiting.length > 0) await this.#deliver(this.#waiting.splice(0, BATCH));
    this.#running = undefined;
    if (this.#socket) this.#idle = setTimeout(() => this.#closeSocket(), IDLE_MS);
  }

  async #deliver(items: readonly Item[]): Promise<void> {
    try {
      await this.#put(items.map((item) => item.event));
      for (const { call } of items) if ((call.left -= 1) === 0) call.resolve();
    } catch (error) {
      if (items.length > 1 && (error instanceof Invalid || error instanceof TooLarge)) {
        const middle = items.length >> 1;
        await this.#deliver(items.slice(0, middle));
        await this.#deliver(items.slice(middle));
      } else {
        for (const { call } of items) call.reject(error);
      }
    }
  }

  async #put(events: readonly Event[]): Promise<void> {
    if (this.#carrier.weirVersion !== undefined && (await this.#putOverSocket(events))) return;
    const call = { method: "POST", path: "/events" } as const;
    const response = await this.#carrier.request({ ...call, body: events });
    if (response.status >= 300) throw errorOf(call, response);
  }

  /** False if the socket did not confirm the batch. Why does not matter here: the request that follows will tell. */
  async #putOverSocket(events: readonly Event[]): Promise<boolean> {
    if (this.#socket === undefined && Date.now() < this.#socketAfter) return false;
    const batch = (this.#batches += 1);
    const timer = setTimeout(() => this.#socket?.close(), ACK_TIMEOUT_MS);
    try {
      this.#socket ??= await this.#carrier.connect("/weir/events/in");
      this.#acks ??= this.#socket.messages()[Symbol.asyncIterator]();
      this.#socket.send({ batch, events });
      const answer = (await this.#acks.next()).value as { ack?: unknown; refused?: unknown } | undefined;
      if (answer?.ack === batch) return true;
      if (answer?.refused === batch) return false;
    } catch {
      // fall through
    } finally {
      clearTimeout(timer);
    }
    this.#closeSocket();
    this.#socketAfter = Date.now() + SOCKET_PAUSE_MS;
    return false;
  }

  #closeSocket(): void {
    clearTimeout(this.#idle);
    this.#socket?.close();
    this.#socket = undefined;
    this.#acks = undefined;
  }
}
