/**
 * The tab's one connection to the server's live socket (protocol: contract/src/schemas/live.ts).
 *
 * (S1) A topic is subscribed once, however many parts of the page watch it, and again after each reconnect.
 * (S2) `stale(topic)` is called whenever changes may have been missed: on a gap, a hole in the numbers, or a reconnect.
 * (S3) Silence is loss: the server pings, so a connection that is quiet for longer is closed and made anew.
 */
import type { LiveClientFrame, LiveOp, LiveServerFrame, LiveTopic } from "@weir/contract";
import { LIVE_PROTOCOL } from "@weir/contract/weir";
import type { LiveStatus } from "./status.ts";

export interface LiveHandlers {
  patch(topic: LiveTopic, ops: readonly LiveOp[]): void;
  stale(topic: LiveTopic): void;
  status(status: LiveStatus): void;
}

interface Subscription {
  readonly id: number;
  readonly topic: LiveTopic;
  watchers: number;
  /** Number of the last frame; `undefined` until the server watches the topic on this connection. */
  seq: number | undefined;
  /** The page has read before the server watched, so it has to read again. */
  readEarly: boolean;
  ready: PromiseWithResolvers<void>;
}

const SILENCE = 45_000;
const DELAY = { least: 500, most: 15_000 };
/** Connections that fail before any succeeded: as many, and the server is taken to have no live socket. */
const PATIENCE = 2;
/** How long a first read waits for the subscription, so that it needn't be repeated. */
const READ_WAIT = 400;

export class LiveSocket {
  readonly #url: string;
  readonly #password: () => string | null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handlers: LiveHandlers = { patch: () => {}, stale: () => {}, status: () => {} };
  readonly #subscriptions = new Map<LiveTopic, Subscription>();
  #socket: WebSocket | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #everLive = false;
  #lastId = 0;

  /** `password`: what the server wants to hear first, if it has one. */
  constructor(url: string, password: () => string | null) {
    this.#url = url;
    this.#password = password;
  }

  /** Says who is told; before the first topic is watched. */
  start(handlers: LiveHandlers): void {
    this.#handlers = handlers;
  }

  /** Watches a topic until the function given back is called. */
  watch(topic: LiveTopic): () => void {
    const subscription = this.#subscriptions.get(topic) ?? this.#subscribe(topic);
    subscription.watchers += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      subscription.watchers -= 1;
      if (subscription.watchers > 0) return;
      this.#subscriptions.delete(topic);
      this.#send({ type: "unsub", id: subscription.id });
    };
  }

  /** Resolves when what is read from now on will be kept true, or when that takes too long to wait for. */
  async ready(topic: LiveTopic): Promise<void> {
    const release = this.watch(topic);
    const subscription = this.#subscriptions.get(topic) as Subscription;
    if (subscription.seq === undefined && (this.#everLive || this.#failures < PATIENCE)) {
      await Promise.race([subscription.ready.promise, new Promise((resolve) => setTimeout(resolve, READ_WAIT))]);
    }
    if (subscription.seq === undefined) subscription.readEarly = true;
    // The reader is about to be shown and will watch by itself; until then the subscription must not lapse.
    setTimeout(release, 5000);
  }

  /** Connects anew and at once, as for the first time. */
  restart(): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    socket?.close();
    clearTimeout(this.#silence);
    this.#failures = 0;
    this.#everLive = false;
    for (const subscription of this.#subscriptions.values()) {
      subscription.seq = undefined;
      subscription.readEarly = true;
    }
    this.#handlers.status({ kind: "connecting" });
    this.#connect();
  }

  /** Connects now instead of when the wait between two attempts is over. */
  retry(): void {
    if (this.#socket) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #subscribe(topic: LiveTopic): Subscription {
    const subscription: Subscription = {
      id: ++this.#lastId,
      topic,
      watchers: 0,
      seq: undefined,
      readEarly: false,
      ready: Promise.withResolvers(),
    };
    this.#subscriptions.set(topic, subscription);
    if (this.#socket) this.#send({ type: "sub", id: subscription.id, topic });
    else this.#connect();
    return subscription;
  }

  #connect(): void {
    const socket = (this.#socket = new WebSocket(this.#url, LIVE_PROTOCOL));
    socket.onopen = () => {
      this.#listen();
      const token = this.#password();
      if (token !== null) this.#send({ type: "auth", token });
      for (const { id, topic } of this.#subscriptions.values()) this.#send({ type: "sub", id, topic });
    };
    socket.onmessage = (message) => {
      this.#listen();
      this.#receive(JSON.parse(message.data as string) as LiveServerFrame);
    };
    socket.onclose = () => this.#lost();
  }

  #receive(frame: LiveServerFrame): void {
    if (frame.type === "ping" || frame.type === "error") return;
    const subscription = [...this.#subscriptions.values()].find(({ id }) => id === frame.id);
    if (subscription === undefined) return;
    const { topic, seq, readEarly } = subscription;
    subscription.seq = frame.seq;
    switch (frame.type) {
      case "snap":
        if (this.#failures > 0 || !this.#everLive) this.#handlers.status({ kind: "live" });
        this.#failures = 0;
        this.#everLive = true;
        if (readEarly) this.#handlers.stale(topic);
        subscription.readEarly = false;
        subscription.ready.resolve();
        break;
      case "patch":
        if (seq === undefined || frame.seq !== seq + 1) this.#handlers.stale(topic);
        this.#handlers.patch(topic, frame.ops);
        break;
      case "gap":
        this.#handlers.stale(topic);
        break;
    }
  }

  #lost(): void {
    clearTimeout(this.#silence);
    this.#socket = undefined;
    this.#failures += 1;
    for (const subscription of this.#subscriptions.values()) {
      // What has been read so far is true only up to now.
      subscription.readEarly ||= subscription.seq !== undefined;
      subscription.seq = undefined;
    }
    if (this.#everLive && this.#failures === 1) this.#handlers.status({ kind: "lost", since: Date.now() });
    if (!this.#everLive && this.#failures === PATIENCE) {
      this.#handlers.status({ kind: "polling" });
      for (const subscription of this.#subscriptions.values()) subscription.ready.resolve();
    }
    const delay = Math.min(DELAY.most, DELAY.least * 2 ** (this.#failures - 1)) * (0.75 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#socket ?? this.#connect(), delay);
  }

  /** Starts the wait for the next sign of life. */
  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.close(), SILENCE);
  }

  #send(frame: LiveClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
