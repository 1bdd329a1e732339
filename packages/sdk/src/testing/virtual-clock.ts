/**
 * Time for a test: it stands still until everything waits, then goes at once to the next thing that is waited for.
 *
 * V1  Alarms ring one after the other, by their time and then in the order in which they were set; before the next one
 *     rings, all that the last one has caused is done.
 * V2  Time does not move while the server answers, or while this process does something real: input and output, timers of
 *     Node, threads, child processes. What was open before the clock was made does not count.
 * V3  Background alarms ring when time passes them, and are no reason for time to pass.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import type { Micros } from "@weir/contract/time";
import { type Duration, milliseconds } from "../duration.ts";
import type { OwnClock } from "../engine/clock.ts";

interface Alarm {
  readonly due: number;
  readonly isBackground: boolean;
  readonly ring: () => void;
}

/** Turns of the event loop without any sign of life after which nothing more is expected. */
const QUIET_TURNS = 8;

export class VirtualClock implements OwnClock {
  /** Handles only: requests end by themselves, whenever they were made. */
  readonly #before = new Map([...resources()].filter(([kind]) => !kind.includes("Req")));
  readonly #isAutomatic: boolean;
  /** Milliseconds since the epoch. */
  #present = Date.now();
  #last: Micros = 0;
  /** In the order in which they ring. */
  readonly #alarms: Alarm[] = [];
  #requests = 0;
  /** Grows with each sign of life. */
  #life = 0;
  #moving: Promise<void> | undefined;
  #isClosed = false;

  constructor(isAutomatic: boolean) {
    this.#isAutomatic = isAutomatic;
  }

  now(): Micros {
    this.#life += 1;
    this.#last = Math.max(Math.floor(this.#present * 1000), this.#last + 1);
    return this.#last;
  }

  elapsed(): number {
    return this.#present;
  }

  alarm(millis: number, ring: () => void): () => void {
    const cancel = this.#set(millis, ring, false);
    if (this.#isAutomatic) this.#moving ??= this.#move().finally(() => (this.#moving = undefined));
    return cancel;
  }

  backgroundAlarm(millis: number, ring: () => void): () => void {
    return this.#set(millis, ring, true);
  }

  /** Lets time pass: everything due meanwhile happens, in order. */
  async advance(duration: Duration): Promise<void> {
    const end = this.#present + milliseconds(duration);
    for (;;) {
      await this.#settled(false);
      const next = this.#alarms[0];
      if (!next || next.due > end) break;
      this.#ring(next);
    }
    this.#present = Math.max(this.#present, end);
  }

  /** Counts a request to the server as something to wait for. */
  async during<T>(request: Promise<T>): Promise<T> {
    this.#requests += 1;
    try {
      return await request;
    } finally {
      this.#requests -= 1;
      this.#life += 1;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#alarms.length = 0;
  }

  #set(millis: number, ring: () => void, isBackground: boolean): () => void {
    this.#life += 1;
    // It rings as code of the run that has set it.
    const alarm: Alarm = { due: this.#present + millis, isBackground, ring: AsyncLocalStorage.bind(ring) };
    const later = this.#alarms.findIndex(({ due }) => due > alarm.due);
    this.#alarms.splice(later < 0 ? this.#alarms.length : later, 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  #ring(alarm: Alarm): void {
    this.#alarms.splice(this.#alarms.indexOf(alarm), 1);
    this.#present = Math.max(this.#present, alarm.due);
    alarm.ring();
  }

  /** Moves from alarm to alarm as long as there are some that somebody waits for. */
  async #move(): Promise<void> {
    while (!this.#isClosed && this.#alarms.some(({ isBackground }) => !isBackground)) {
      await this.#settled(true);
      const next = this.#alarms[0];
      if (next && this.#alarms.some(({ isBackground }) => !isBackground)) this.#ring(next);
    }
  }

  /** Resolves when what is under way has come to a stop. @param isStrict whether real work counts (V2) */
  async #settled(isStrict: boolean): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < QUIET_TURNS && !this.#isClosed;) {
      await turn();
      const isBusy = this.#requests > 0 || this.#life !== seen || (isStrict && this.#isWorking());
      quiet = isBusy ? 0 : quiet + 1;
      seen = this.#life;
    }
  }

  /** Whether the process has more under way than when the clock was made. */
  #isWorking(): boolean {
    for (const [kind, count] of resources()) if (count > (this.#before.get(kind) ?? 0)) return true;
    return false;
  }
}

/** What keeps the process alive, by kind: all that somebody could be waiting for but the clock itself. */
function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (kind !== "Immediate") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
