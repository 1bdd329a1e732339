/**
 * The enabled automations, ready to be asked which of them an event is for. Loaded again when any of them changes;
 * which triggers a name concerns is found once for each name.
 */
import {
  expects,
  mismatch,
  startsAfter,
  type Action,
  type CompoundTrigger,
  type Event,
  type EventTrigger,
  type SequenceTrigger,
  type Trigger,
} from "@weir/contract";
import type { AutomationTable } from "../../storage/automation-tables.ts";
import { readAutomationsVersion, readEnabledAutomations } from "../../storage/queries/automations.ts";
import type { Reader } from "../../storage/store.ts";
import type { FiredAutomation } from "./firing.ts";

type Composite = CompoundTrigger | SequenceTrigger;

export interface Listener extends FiredAutomation {
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly listensAfter: number;
}

export interface ListeningTrigger {
  readonly automation: Listener;
  readonly trigger: EventTrigger;
  /** The composite triggers around it, the innermost first. */
  readonly parents: readonly Composite[];
}

/** Names whose triggers are remembered. */
const KEPT_NAMES = 1000;

function withParents(automation: Listener, trigger: Trigger, parents: readonly Composite[]): ListeningTrigger[] {
  if (trigger.type === "event") return [{ automation, trigger, parents }];
  return trigger.triggers.flatMap((child) => withParents(automation, child, [trigger, ...parents]));
}

const toListener = (row: AutomationTable): Listener => ({
  id: row.id,
  name: row.name,
  description: row.description,
  tags: JSON.parse(row.tags) as string[],
  trigger: JSON.parse(row.trigger) as Trigger,
  actions: JSON.parse(row.actions) as Action[],
  actions_on_trigger: JSON.parse(row.actions_on_trigger) as Action[],
  listensAfter: row.listens_after,
});

export class Listeners {
  #version = "";
  #triggers: readonly ListeningTrigger[] = [];
  #byName = new Map<string, readonly ListeningTrigger[]>();
  /** The first event that any of them may be interested in follows this one. */
  listensAfter = Infinity;
  /** Up to here no event concerns any of them; only in this process's memory. */
  skipped = 0;

  /** Loads them if they have changed. */
  async refresh(db: Reader): Promise<void> {
    const { count, updated } = (await db.first(readAutomationsVersion, {}))!;
    const version = `${count} ${updated ?? 0}`;
    if (version === this.#version) return;
    const automations = (await db.all(readEnabledAutomations, {})).map(toListener);
    this.#triggers = automations.flatMap((automation) => withParents(automation, automation.trigger, []));
    this.#byName = new Map();
    this.listensAfter = Math.min(...automations.map(({ listensAfter }) => listensAfter));
    this.#version = version;
  }

  get proactive(): readonly ListeningTrigger[] {
    return this.#triggers.filter(({ trigger }) => trigger.posture === "Proactive");
  }

  /** The triggers that events of a name may be for. */
  named(name: string): readonly ListeningTrigger[] {
    let found = this.#byName.get(name);
    if (!found) {
      found = this.#triggers.filter(({ trigger }) => expects(trigger, name) || startsAfter(trigger, name));
      if (this.#byName.size >= KEPT_NAMES) this.#byName.delete(this.#byName.keys().next().value!);
      this.#byName.set(name, found);
    }
    return found;
  }

  /** The triggers that an event is for. */
  interested(event: Event, seq: number): readonly ListeningTrigger[] {
    return this.named(event.event).filter(
      ({ automation, trigger }) => seq > automation.listensAfter && mismatch(trigger, event) === undefined,
    );
  }
}
