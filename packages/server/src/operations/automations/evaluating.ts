/** How the evaluations of one reading are done: together, or each for itself and those that fail told of. */
import type { Event } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { attempt } from "../../storage/attempt.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { automationResource } from "./firing.ts";
import type { Listener, ListeningTrigger } from "./listeners.ts";

export interface Evaluating {
  /** @param event that is evaluated; null where one looks for those that did not come */
  each(listening: ListeningTrigger, event: Event | null, evaluate: (tx: Transaction) => Promise<void>): Promise<void>;
}

const FAILED = "prefect.automation.evaluation-failed";
/** Events that one telling names, of those that were skipped. */
const NAMED_AT_MOST = 20;

interface Failures {
  readonly automation: Listener;
  readonly reason: string;
  count: number;
  readonly events: string[];
}

/** Each evaluation behind a savepoint of its own. */
export class Carefully implements Evaluating {
  readonly #context: Context;
  readonly #tx: Transaction;
  readonly #failures = new Map<string, Failures>();

  constructor(context: Context, tx: Transaction) {
    this.#context = context;
    this.#tx = tx;
  }

  async each(
    { automation }: ListeningTrigger,
    event: Event | null,
    evaluate: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const outcome = await attempt(this.#tx, evaluate);
    // Who fails at the news of a failure is not told of: that would be news again.
    if (outcome.ok || event?.event === FAILED) return;
    let failures = this.#failures.get(automation.id);
    if (!failures) {
      failures = { automation, reason: outcome.error.message, count: 0, events: [] };
      this.#failures.set(automation.id, failures);
    }
    failures.count++;
    if (event && failures.events.length < NAMED_AT_MOST) failures.events.push(event.id);
  }

  /** Tells of each automation that failed, once for all that it has skipped. */
  async tell(): Promise<void> {
    for (const { automation, reason, count, events } of this.#failures.values())
      await recordEvent(this.#context, this.#tx, {
        id: uuid7(),
        occurred: this.#context.clock.now(),
        event: FAILED,
        resource: automationResource(automation),
        related: events.map((id) => ({
          "prefect.resource.id": `prefect.event.${id}`,
          "prefect.resource.role": "triggering-event",
        })),
        payload: { reason, skipped: count },
      });
  }
}
