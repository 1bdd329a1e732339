/**
 * Lets automations react: reads events as they are committed, looks at intervals for those that did not come, and does
 * the actions that follow. What is still to be read or done is in the database, so nothing depends on being woken.
 */
import type { Micros } from "@weir/contract";
import type { Logger } from "pino";
import type { Bus } from "../events/bus.ts";
import { ActionLanes } from "../operations/automations/action-lanes.ts";
import { deleteAutomationsLeftByRuns } from "../operations/automations/automations.ts";
import { evaluateAll, evaluateSilence, oldestUnread } from "../operations/automations/evaluate.ts";
import { Listeners } from "../operations/automations/listeners.ts";
import type { Context } from "../operations/context.ts";
import { loop, type Service } from "../platform/lifecycle.ts";

/** Work that is done again if it was asked for meanwhile; runs of it never overlap. */
class Repeating {
  readonly #work: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #asked = false;
  #running: Promise<void> | undefined;

  constructor(work: () => Promise<void>, failed: (error: unknown) => void) {
    this.#work = work;
    this.#failed = failed;
  }

  ask(): void {
    this.#asked = true;
    this.#running ??= this.#run();
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Events of one turn of the loop are read together.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.#work();
      }
    } catch (error) {
      this.#failed(error); // the next event, or the next look, tries again
    } finally {
      this.#running = undefined;
    }
  }
}

export function automations(context: Context, bus: Bus, log: Logger): Service {
  const { clock, settings } = context;
  const listeners = new Listeners(({ id, name, reason }) =>
    log.error(
      { service: "automations", automation: id, name, reason },
      "automation cannot be read: it does not listen",
    ),
  );
  const failed = (error: unknown): void => log.error({ service: "automations", err: error }, "service run failed");
  const actions = new ActionLanes(context, failed);
  const events = new Repeating(async () => {
    if ((await evaluateAll(context, listeners)) > 0) actions.ask();
  }, failed);
  const look = async (now: Micros): Promise<number> => {
    await evaluateAll(context, listeners);
    await deleteAutomationsLeftByRuns(context);
    return evaluateSilence(context, listeners, now);
  };
  const silence = loop({
    name: "automations",
    interval: settings.server_automations_interval,
    clock,
    log,
    async run(now) {
      const fired = await look(now);
      actions.ask(); // and does not wait: what others do not answer delays no look
      return fired;
    },
  });
  let unsubscribe: (() => void) | undefined;
  return {
    name: silence.name,
    runOnce: async (now) => (await look(now)) + (await actions.run()),
    report: silence.report,
    start() {
      if (settings.server_automations_interval <= 0) return;
      context.meters.oldestUnreadEvent = () => oldestUnread(context, listeners);
      silence.start();
      unsubscribe ??= bus.events.onWake(() => events.ask());
      events.ask();
      actions.ask();
    },
    async stop() {
      unsubscribe?.();
      unsubscribe = undefined;
      await silence.stop();
      await events.idle();
      await actions.close();
    },
  };
}
