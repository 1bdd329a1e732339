/**
 * The shape of everything that runs on its own.
 *
 * L1. `stop()` may be called twice, and before `start()`; it resolves when nothing is under way any more.
 * L2. A run that fails is logged and tried again after the interval: one bad row does not end a service.
 * L3. Runs of one service never overlap.
 * L4. Of the servers on one database one leads a service, and only there it runs by the clock. Each asks before each run
 *     whether it leads, so a leader that is gone is followed within an interval. A leader that is cut off may not know it
 *     for a while: what runs is safe to run twice at once.
 */
import type { Logger } from "pino";
import type { Micros } from "@weir/contract";
import type { Clock } from "./clock.ts";

export interface Service {
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
  /** One run, as of an instant; answers how many things it changed. Tests call it directly. */
  runOnce(now: Micros): Promise<number>;
  /** What became of its runs by the clock. */
  report(): ServiceReport;
}

export interface ServiceReport {
  /** Seconds between two runs; 0: it never runs. */
  readonly interval: number;
  /** False while it is not started. */
  readonly running: boolean;
  /** Whether this server led it when it last asked; null before that. */
  readonly leads: boolean | null;
  readonly runs: number;
  readonly failures: number;
  /** True if its last run failed. */
  readonly failing: boolean;
  /** Things that its runs changed. */
  readonly changed: number;
  /** When its last run began; null before the first. */
  readonly lastRun: Micros | null;
  /** Seconds that its last run took. */
  readonly lastDuration: number | null;
  /** Seconds since the run that is due, or under way, was due. */
  readonly lag: number;
}

export interface LoopOptions {
  readonly name: string;
  /** Seconds between the end of one run and the start of the next; 0: never. */
  readonly interval: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly run: (now: Micros) => Promise<number>;
  /** Whether this server is the one to run it now. Default: it is. */
  readonly leads?: () => Promise<boolean>;
}

/** A service that does the same thing again and again. */
export function loop({ name, interval, clock, log, run, leads }: LoopOptions): Service {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let started = false;
  const did = { runs: 0, failures: 0, failing: false, changed: 0 };
  let last: { readonly leads: boolean | null; readonly run: Micros | null; readonly duration: number | null } = {
    leads: null,
    run: null,
    duration: null,
  };
  /** When the next run is due, or the one under way was, in milliseconds of `performance.now()`. */
  let due = 0;
  const wait = (): void => {
    due = performance.now() + interval * 1000;
    timer = setTimeout(tick, interval * 1000);
  };
  const runNow = async (): Promise<void> => {
    const leading = leads ? await leads() : true;
    last = { ...last, leads: leading };
    if (!leading) return;
    const now = clock.now();
    const begun = performance.now();
    last = { ...last, run: now };
    did.runs++;
    try {
      const changed = await run(now);
      did.changed += changed;
      if (changed > 0) log.info({ service: name, changed }, "service run");
    } finally {
      last = { ...last, duration: (performance.now() - begun) / 1000 };
    }
  };
  function tick(): void {
    running = runNow()
      .then(
        () => (did.failing = false),
        (error: unknown) => {
          did.failures++;
          did.failing = true;
          log.error({ service: name, err: error }, "service run failed");
        },
      )
      .finally(() => {
        if (started) wait();
      });
  }
  return {
    name,
    runOnce: run,
    report: () => ({
      ...did,
      interval,
      running: started,
      leads: last.leads,
      lastRun: last.run,
      lastDuration: last.duration,
      lag: started ? Math.max(0, (performance.now() - due) / 1000) : 0,
    }),
    start() {
      if (started || interval <= 0) return;
      started = true;
      wait();
    },
    async stop() {
      started = false;
      clearTimeout(timer);
      await running;
    },
  };
}
