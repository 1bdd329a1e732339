/**
 * Lets the servers on one database hear of each other's commits.
 *
 * R1. What is told is a place to look at; rows are read from the database, and only where somebody listens.
 * R2. Commits wait for nothing: they are told afterwards, all of one turn of the event loop together.
 * R3. After a break, events and log lines that were not heard of are read from the tables: nothing is left out, nothing
 *     comes twice. What has no row (work, pools, details of runs) is taken to have changed.
 */
import type { Logger } from "pino";
import type { Channel } from "../storage/channel.ts";
import { LONGEST_MESSAGE, WORK_SIGNALS, type WorkSignal } from "../storage/channel.ts";
import type { CommittedEvent, CommittedLog, CommittedRunChange } from "../storage/outbox.ts";
import type { Bus } from "./bus.ts";
import { decode, encode, noNames, ranges, type Told } from "./relay-message.ts";
import { KnownCommits } from "./known-commits.ts";

/** Reads what was told. */
interface RelayReader {
  lastEvent(): Promise<number>;
  events(seqs: readonly number[]): Promise<readonly CommittedEvent[]>;
  logs(ids: readonly string[]): Promise<readonly CommittedLog[]>;
  /** Those after a place, in order, a page of them. */
  eventsAfter(seq: number): Promise<readonly CommittedEvent[]>;
  logsAfter(id: string): Promise<readonly CommittedLog[]>;
}

/** Takes what was told of work on another server. */
interface WorkListener {
  told(kind: WorkSignal, name: string): void;
  /** Anything may have been told. */
  missed(): void;
}

type Untold = { -readonly [K in keyof Told]: K extends "events" ? number[] : string[] };

const nothing = (): Untold => ({ events: [], ...noNames() });

/** Rows read by one query. */
const PAGE = 500;
/** How often what is known is brought up to date, in milliseconds: a break may be noticed that late. */
const TURN = 10_000;
/** Of each kind, what is kept of a time without connection; more than that is forgotten, the oldest first. */
const MOST_UNTOLD = 100_000;

export class Relay {
  readonly #channel: Channel;
  readonly #bus: Bus;
  readonly #work: WorkListener;
  readonly #read: RelayReader;
  readonly #log: Logger;
  readonly #known = new KnownCommits();
  readonly #timer: NodeJS.Timeout;
  #untold = nothing();
  #telling: Promise<void> | undefined;
  #hearing: Promise<void> = Promise.resolve();
  #turning = false;
  #stopped = false;

  constructor(channel: Channel, parts: { bus: Bus; work: WorkListener; read: RelayReader; log: Logger }) {
    this.#channel = channel;
    this.#bus = parts.bus;
    this.#work = parts.work;
    this.#read = parts.read;
    this.#log = parts.log;
    channel.listen({
      heard: (message) => this.#hear(message),
      reconnected: () => this.#afterBreak(),
    });
    this.#timer = setInterval(() => void this.#turn(), TURN).unref();
  }

  /** To be called before anything is told. */
  async start(): Promise<void> {
    this.#known.begin(await this.#read.lastEvent());
  }

  /** What other servers are still to be told. */
  get waiting(): number {
    return Object.values(this.#untold).reduce((sum, items) => sum + items.length, 0);
  }

  tellEvents(events: readonly CommittedEvent[]): void {
    const seqs = events.map(({ seq }) => seq);
    this.#known.addEvents(seqs);
    this.#untold.events.push(...seqs);
    this.#tellSoon();
  }

  tellLogs(logs: readonly CommittedLog[]): void {
    const ids = logs.map(({ id }) => id);
    this.#known.addLogs(ids);
    this.#untold.logs.push(...ids);
    this.#tellSoon();
  }

  tellRunChanges(changes: readonly CommittedRunChange[]): void {
    for (const { kind, flowRunId } of changes) this.#untold[kind].push(flowRunId);
    this.#tellSoon();
  }

  tellWork(kind: WorkSignal, name: string): void {
    this.#untold[kind].push(name);
    this.#tellSoon();
  }

  /** Says what is still to be said, then falls silent. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#telling;
    this.#stopped = true;
    await this.#hearing;
    await this.#channel.close();
  }

  #tellSoon(): void {
    this.#telling ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#tell())
      .finally(() => (this.#telling = undefined));
  }

  async #tell(): Promise<void> {
    for (;;) {
      const untold = this.#untold;
      this.#untold = nothing();
      const messages = encode(this.#channel.id, { ...untold, events: ranges(untold.events) }, LONGEST_MESSAGE);
      if (messages.length === 0) return;
      try {
        await this.#channel.send(messages);
      } catch {
        this.#keep(untold);
        return;
      }
    }
  }

  /** What could not be told is told when the connection is there again. */
  #keep(untold: Untold): void {
    for (const kind of Object.keys(untold) as (keyof Untold)[]) {
      const both = [...untold[kind], ...this.#untold[kind]].slice(-MOST_UNTOLD);
      (this.#untold[kind] as (string | number)[]) = both;
    }
  }

  #hear(message: string): void {
    const { from, told } = decode(message);
    if (from === this.#channel.id || this.#stopped) return;
    for (const kind of WORK_SIGNALS) for (const name of told[kind]) this.#work.told(kind, name);
    this.#then(async () => {
      const seqs = told.events.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, n) => first + n),
      );
      await this.#publishEvents(this.#known.freshEvents(seqs));
      await this.#publishLogs(this.#known.freshLogs(told.logs));
      this.#bus.runChanges.publish([
        ...told.details.map((flowRunId) => ({ flowRunId, kind: "details" as const })),
        ...told.deleted.map((flowRunId) => ({ flowRunId, kind: "deleted" as const })),
      ]);
    });
  }

  async #publishEvents(seqs: readonly number[]): Promise<void> {
    if (seqs.length > 0) this.#bus.events.wake();
    if (!this.#bus.events.heard) return;
    for (let at = 0; at < seqs.length; at += PAGE)
      this.#bus.events.publish(await this.#read.events(seqs.slice(at, at + PAGE)));
  }

  async #publishLogs(ids: readonly string[]): Promise<void> {
    if (!this.#bus.logs.heard) return;
    for (let at = 0; at < ids.length; at += PAGE)
      this.#bus.logs.publish(await this.#read.logs(ids.slice(at, at + PAGE)));
  }

  #afterBreak(): void {
    this.#then(() => this.#readMissed());
    this.#tellSoon();
  }

  /** Reads what was committed and not heard of. */
  async #readMissed(): Promise<void> {
    this.#work.missed();
    this.#bus.events.wake();
    this.#bus.missed.publish([true]);
    const { event, log } = this.#known.horizon();
    for (let after = event; ;) {
      const page = await this.#read.eventsAfter(after);
      const fresh = new Set(this.#known.freshEvents(page.map(({ seq }) => seq)));
      this.#bus.events.publish(page.filter(({ seq }) => fresh.has(seq)));
      if (page.length === 0) break;
      after = page.at(-1)!.seq;
    }
    for (let after = log; ;) {
      const page = await this.#read.logsAfter(after);
      const fresh = new Set(this.#known.freshLogs(page.map(({ id }) => id)));
      this.#bus.logs.publish(page.filter(({ id }) => fresh.has(id)));
      if (page.length === 0) break;
      after = page.at(-1)!.id;
    }
  }

  /** One after the other, in the order in which it was heard. */
  #then(work: () => Promise<void>): void {
    this.#hearing = this.#hearing.then(work).catch((error: unknown) => {
      if (!this.#stopped) this.#log.warn({ err: error }, "what another server has committed could not be read");
    });
  }

  /** Moves the horizon on, but only while the connection is known to be there. */
  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    try {
      await this.#channel.send([]);
      this.#known.turn();
    } catch {
      // The connection is lost, and the horizon stays where it is until it was read from.
    } finally {
      this.#turning = false;
    }
  }
}
