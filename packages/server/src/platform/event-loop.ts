/** How long the event loop keeps what is due waiting: what one thread that does everything suffers from first. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two measurements. */
const RESOLUTION = 20;
/** Milliseconds after which what was measured is put away: who looks sees the last one to two of these. */
const TURN = 60_000;

export interface LoopDelay {
  /** Seconds: half, 99 of 100, all of what was due waited no longer. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const NONE: LoopDelay = { p50: 0, p99: 0, max: 0 };

export class EventLoop {
  #monitor: ReturnType<typeof monitorEventLoopDelay> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #before = NONE;

  start(): void {
    if (this.#monitor) return;
    this.#monitor = monitorEventLoopDelay({ resolution: RESOLUTION });
    this.#monitor.enable();
    this.#timer = setInterval(() => {
      this.#before = this.#now();
      this.#monitor?.reset();
    }, TURN).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#monitor?.disable();
    this.#monitor = undefined;
  }

  get delay(): LoopDelay {
    const now = this.#now();
    const greater = (key: keyof LoopDelay): number => Math.max(now[key], this.#before[key]);
    return { p50: greater("p50"), p99: greater("p99"), max: greater("max") };
  }

  /** The monitor counts whole waits: what is above its own interval is delay. */
  #now(): LoopDelay {
    const monitor = this.#monitor;
    if (!monitor || monitor.count === 0) return NONE;
    const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1000);
    return { p50: delay(monitor.percentile(50)), p99: delay(monitor.percentile(99)), max: delay(monitor.max) };
  }
}
