/**
 * Does the actions that are due. Those of one automation are done one after the other, in their order; those of
 * different ones side by side, so that nobody waits for another one's web call that is not answered.
 */
import type { ActionInvocationTable } from "../../storage/automation-tables.ts";
import { dueInvocations } from "../../storage/queries/triggers.ts";
import type { Context } from "../context.ts";
import { runAction } from "./run-actions.ts";

/** Automations that act at a time. */
const LANES = 16;
const BATCH = 50;

export class ActionLanes {
  readonly #context: Context;
  readonly #failed: (error: unknown) => void;
  /** What is under way, by automation. */
  readonly #lanes = new Map<string, Promise<void>>();
  /** Resolves when there may be more to do than what is under way. */
  #more = Promise.withResolvers<void>();
  #asked = false;
  /** True from a failure of the database until somebody asks again. */
  #broken = false;
  #running: Promise<number> | undefined;
  #closed = false;

  /** @param failed told of what went wrong, but not with an action itself */
  constructor(context: Context, failed: (error: unknown) => void) {
    this.#context = context;
    this.#failed = (error) => {
      this.#broken = true;
      failed(error);
    };
  }

  /** Says that there may be more to do. */
  ask(): void {
    void this.run();
  }

  /** Does what is due, until nothing is any more; answers how many actions it has begun since it was idle. */
  run(): Promise<number> {
    this.#asked = true;
    this.#broken = false;
    this.#more.resolve();
    return (this.#running ??= this.#run());
  }

  /** Begins nothing any more; waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<number> {
    let begun = 0;
    for (;;) {
      this.#asked = false;
      this.#more = Promise.withResolvers();
      begun += await this.#begin();
      if (this.#asked) continue;
      if (this.#lanes.size === 0) break;
      await Promise.race([this.#more.promise, ...this.#lanes.values()]);
    }
    this.#running = undefined;
    return begun;
  }

  async #begin(): Promise<number> {
    if (this.#closed || this.#broken || this.#lanes.size >= LANES) return 0;
    const { store, clock } = this.#context;
    const rows = await store
      .read((db) => db.rows(dueInvocations(clock.now(), [...this.#lanes.keys()], BATCH)))
      .catch((error: unknown) => {
        this.#failed(error);
        return [];
      });
    let begun = 0;
    for (const [automation, due] of Map.groupBy(rows, ({ automation_id }) => automation_id)) {
      if (this.#lanes.size >= LANES) break;
      begun += due.length;
      const lane = this.#actFor(due)
        .catch(this.#failed)
        .finally(() => this.#lanes.delete(automation));
      this.#lanes.set(automation, lane);
    }
    return begun;
  }

  async #actFor(due: readonly ActionInvocationTable[]): Promise<void> {
    for (const row of due) {
      if (this.#closed || this.#broken) return;
      await runAction(this.#context, row);
    }
  }
}
