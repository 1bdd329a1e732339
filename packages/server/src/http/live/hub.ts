/**
 * Tells the dashboards that are connected what has changed (protocol: contract/src/schemas/live.ts).
 *
 * H1. Changes are gathered and sent at most once per `PACE`; a lone change goes out after `GATHER`.
 * H2. A patch carries rows as they are when it is made, read after the change was committed.
 * H3. Nothing is read that nobody looks at.
 */
import type { LiveOp, LiveTopic } from "@weir/contract";
import type { Logger } from "pino";
import type { Bus } from "../../events/bus.ts";
import type { Context } from "../../operations/context.ts";
import { readChangedRuns, type ChangedRuns } from "../../operations/live.ts";
import { ChangeBuffer, type Changes, type Watched } from "./changes.ts";

/** Milliseconds. */
const GATHER = 10;
const PACE = 250;

export interface Subscriber {
  /** Takes a patch's operations as JSON text, which all subscribers of a topic share. */
  patch(ops: string): void;
  /** Something may have been missed. */
  missed(): void;
}

export class LiveHub {
  readonly #context: Context;
  readonly #log: Logger;
  readonly #topics = new Map<LiveTopic, Set<Subscriber>>();
  readonly #changes = new ChangeBuffer();
  readonly #watched: Watched;
  readonly #bus: Bus;
  /** Ways to stop listening; none while nobody looks (H3). */
  #unsubscribe: readonly (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending = false;
  #lastSent = 0;

  constructor(context: Context, bus: Bus, log: Logger) {
    this.#context = context;
    this.#log = log;
    const topics = this.#topics;
    this.#watched = {
      has: (topic) => topics.has(topic as LiveTopic),
      get anyRun() {
        return topics.size > Number(topics.has("runs")) + Number(topics.has("events"));
      },
    };
    this.#bus = bus;
  }

  /** Starts to tell a subscriber of a topic; gives the way to stop. */
  subscribe(topic: LiveTopic, subscriber: Subscriber): () => void {
    const subscribers = this.#topics.get(topic) ?? new Set();
    if (this.#topics.size === 0) this.#listen();
    this.#topics.set(topic, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0 && this.#topics.get(topic) === subscribers) this.#topics.delete(topic);
      if (this.#topics.size === 0) this.#listenNoMore();
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#listenNoMore();
  }

  #listen(): void {
    this.#unsubscribe = [
      this.#bus.events.subscribe((events) => {
        for (const event of events) this.#changes.addEvent(event, this.#watched);
        this.#sendSoon();
      }),
      this.#bus.runChanges.subscribe((changes) => {
        for (const change of changes) this.#changes.addRunChange(change, this.#watched);
        this.#sendSoon();
      }),
      this.#bus.logs.subscribe((logs) => {
        for (const log of logs) this.#changes.addLog(log, this.#watched);
        this.#sendSoon();
      }),
      this.#bus.missed.subscribe(() => {
        for (const topic of this.#topics.keys()) this.#miss(topic);
      }),
    ];
  }

  #listenNoMore(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }

  #sendSoon(): void {
    if (this.#timer || this.#sending || this.#changes.empty) return;
    const delay = Math.max(GATHER, this.#lastSent + PACE - performance.now());
    this.#timer = setTimeout(() => void this.#send(), delay);
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    this.#sending = true;
    this.#lastSent = performance.now();
    const { flowRunIds, taskRunIds, ...others } = this.#changes.take();
    if (others.eventsLost) this.#miss("events");
    else if (others.events.length > 0)
      this.#tell(
        "events",
        others.events.map((value): LiveOp => ({ op: "event", value })),
      );
    try {
      const runs = await readChangedRuns(this.#context, flowRunIds, taskRunIds);
      for (const [topic, ops] of byTopic(runs, others)) this.#tell(topic, ops);
      // Whose subflow a deleted run was can't be read any more, so everybody hears of it.
      const gone = others.deletedIds.map((id): LiveOp => ({ op: "deleted", id }));
      if (gone.length > 0) for (const topic of this.#topics.keys()) this.#tell(topic, gone);
    } catch (error) {
      // A page that was not told asks again when it reconnects or is looked at; the server must not fall over it.
      this.#log.error({ err: error }, "live changes could not be read");
    } finally {
      this.#sending = false;
      this.#sendSoon();
    }
  }

  #miss(topic: LiveTopic): void {
    for (const subscriber of this.#topics.get(topic) ?? []) subscriber.missed();
  }

  #tell(topic: LiveTopic, ops: readonly LiveOp[]): void {
    const subscribers = this.#topics.get(topic);
    if (!subscribers) return;
    const text = JSON.stringify(ops);
    for (const subscriber of subscribers) subscriber.patch(text);
  }
}

/** Where each change is looked at: the list of runs, the run itself, and the run that started it. */
export function byTopic(
  { flowRuns, taskRuns }: ChangedRuns,
  { logs, artifacts }: Pick<Changes, "logs" | "artifacts">,
): ReadonlyMap<LiveTopic, readonly LiveOp[]> {
  const topics = new Map<LiveTopic, LiveOp[]>();
  const add = (topic: LiveTopic, op: LiveOp): void => {
    const ops = topics.get(topic);
    if (ops) ops.push(op);
    else topics.set(topic, [op]);
  };
  const flowRunOf = new Map(taskRuns.map((run) => [run.id, run.flow_run_id]));
  for (const run of taskRuns) if (run.flow_run_id) add(`run:${run.flow_run_id}`, { op: "task_run", value: run });
  for (const run of flowRuns) {
    const op: LiveOp = { op: "flow_run", value: run };
    add("runs", op);
    add(`run:${run.id}`, op);
    const parent = run.parent_task_run_id ? flowRunOf.get(run.parent_task_run_id) : undefined;
    if (parent) add(`run:${parent}`, op);
  }
  for (const [topic, lines] of logs) add(topic, { op: "logs", value: [...lines] });
  for (const [id, topic] of artifacts) add(topic, { op: "artifact", id });
  return topics;
}
