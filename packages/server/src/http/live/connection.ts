/**
 * One dashboard on the live socket.
 *
 * C1. Where the server has a password, nothing but `auth` is heard before it, and that within `AUTH_WAIT`.
 * C2. A connection that takes its patches too slowly loses them, and is told so (`gap`) once it has caught up: what it
 *     has not read never piles up in the server's memory.
 */
import type { LiveClientFrame, LiveServerFrame, LiveTopic } from "@weir/contract";
import type { WebSocket } from "ws";
import type { LiveHub } from "./hub.ts";

/** Milliseconds. */
const PING_EVERY = 20_000;
const AUTH_WAIT = 10_000;
const DRAIN_WAIT = 500;
/** Bytes that may wait to be sent. */
const MOST_BUFFERED = 1_000_000;
const MOST_SUBSCRIPTIONS = 64;
/** Close code of the WebSocket protocol for a refused client. */
const POLICY_VIOLATION = 1008;

const TOPIC = /^(runs|events|run:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

interface Subscription {
  seq: number;
  behind: boolean;
  readonly stop: () => void;
}

export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #hub: LiveHub;
  /** Whether a password or key lets its sender in; undefined where nobody needs one. */
  readonly #admits: ((token: string) => boolean) | undefined;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #ping: NodeJS.Timeout;
  #admitted: boolean;
  #deadline: NodeJS.Timeout | undefined;
  #draining: NodeJS.Timeout | undefined;
  #answered = true;

  constructor(socket: WebSocket, hub: LiveHub, admits: ((token: string) => boolean) | undefined) {
    this.#socket = socket;
    this.#hub = hub;
    this.#admits = admits;
    this.#admitted = admits === undefined;
    if (!this.#admitted) this.#deadline = setTimeout(() => this.#refuse("no password came"), AUTH_WAIT);
    this.#ping = setInterval(() => this.#alive(), PING_EVERY);
    socket.on("message", (data: Buffer) => this.#receive(data.toString()));
    socket.on("pong", () => (this.#answered = true));
    socket.on("close", () => this.#close());
    socket.on("error", () => this.#close());
  }

  #receive(text: string): void {
    const frame = parse(text);
    if (frame === undefined) return this.#send({ type: "error", message: "This frame is not understood." });
    if (frame.type === "auth") return this.#admit(frame.token);
    if (!this.#admitted) return this.#refuse("the password must come first");
    if (frame.type === "unsub") return this.#unsubscribe(frame.id);
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS && !this.#subscriptions.has(frame.id))
      return this.#send({ type: "error", id: frame.id, message: `At most ${MOST_SUBSCRIPTIONS} topics at once.` });
    this.#subscribe(frame.id, frame.topic);
  }

  #admit(token: string): void {
    if (this.#admits && !this.#admits(token)) return this.#refuse("the password is wrong");
    clearTimeout(this.#deadline);
    this.#admitted = true;
  }

  #refuse(reason: string): void {
    this.#socket.close(POLICY_VIOLATION, reason);
  }

  #subscribe(id: number, topic: LiveTopic): void {
    this.#unsubscribe(id);
    const stop = this.#hub.subscribe(topic, { patch: (ops) => this.#patch(id, ops), missed: () => this.#missed(id) });
    this.#subscriptions.set(id, { seq: 0, behind: false, stop });
    this.#send({ type: "snap", id, seq: 0 });
  }

  #unsubscribe(id: number): void {
    this.#subscriptions.get(id)?.stop();
    this.#subscriptions.delete(id);
  }

  #patch(id: number, ops: string): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription || subscription.behind) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED) {
      subscription.behind = true;
      this.#draining ??= setInterval(() => this.#catchUp(), DRAIN_WAIT);
      return;
    }
    subscription.seq += 1;
    this.#socket.send(`{"type":"patch","id":${id},"seq":${subscription.seq},"ops":${ops}}`);
  }

  #missed(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription || subscription.behind) return; // it will be told so anyway
    subscription.seq += 1;
    this.#send({ type: "gap", id, seq: subscription.seq });
  }

  #catchUp(): void {
    if (this.#socket.bufferedAmount > 0) return;
    clearInterval(this.#draining);
    this.#draining = undefined;
    for (const [id, subscription] of this.#subscriptions) {
      if (!subscription.behind) continue;
      subscription.behind = false;
      subscription.seq += 1;
      this.#send({ type: "gap", id, seq: subscription.seq });
    }
  }

  /** Both sides learn from it: the page hears the frame, the server the answer to the protocol's own ping. */
  #alive(): void {
    if (!this.#answered) return this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
    this.#send({ type: "ping" });
  }

  #send(frame: LiveServerFrame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #close(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#deadline);
    clearInterval(this.#draining);
    for (const { stop } of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
  }
}

/** A frame of the protocol; `undefined` for anything else. */
export function parse(text: string): LiveClientFrame | undefined {
  let frame: Partial<Record<"type" | "id" | "topic" | "token", unknown>> | null;
  try {
    frame = JSON.parse(text) as typeof frame;
  } catch {
    return undefined;
  }
  if (frame === null || typeof frame !== "object") return undefined;
  const { type, id, topic, token } = frame;
  if (type === "auth") return typeof token === "string" ? { type, token } : undefined;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) return undefined;
  if (type === "unsub") return { type, id };
  const known = type === "sub" && typeof topic === "string" && TOPIC.test(topic);
  return known ? { type, id, topic: topic as LiveTopic } : undefined;
}
