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
  const tick = (): void => {
    running = (leads ? leads() : Promise.resolve(true))
      .then((leading) => (leading ? run(clock.now()) : 0))
      .then(
        (changed) => changed > 0 && log.info({ service: name, changed }, "service run"),
        (error: unknown) => log.error({ service: name, err: error }, "service run failed"),
      )
      .finally(() => {
        if (started) timer = setTimeout(tick, interval * 1000);
      });
  };
  return {
    name,
    runOnce: run,
    start() {
      if (started || interval <= 0) return;
      started = true;
      timer = setTimeout(tick, interval * 1000);
    },
    async stop() {
      started = false;
      clearTimeout(timer);
      await running;
    },
  };
}
