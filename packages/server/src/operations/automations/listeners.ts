/**
 * The enabled automations, ready to be asked which of them an event is for. Loaded again when any of them changes;
 * which triggers a name concerns is found once for each name.
 */
import { expects, mismatch, startsAfter, type Action, type Event, type Trigger } from "@weir/contract";
import type { AutomationTable } from "../../storage/automation-tables.ts";
import { readAutomationsVersion, readEnabledAutomations } from "../../storage/queries/automations.ts";
import type { Reader } from "../../storage/store.ts";
import { partsOf, type TriggerPart } from "../../rules/triggers/parts.ts";
import type { FiredAutomation } from "./firing.ts";

export interface Listener extends FiredAutomation {
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly listensAfter: number;
  /** The resource with which it goes. */
  readonly owner: string | null;
}

export interface ListeningTrigger extends TriggerPart {
  readonly automation: Listener;
}

/** Names whose triggers are remembered. */
const KEPT_NAMES = 1000;

/** One whose parts do not say what they must; others listen all the same. */
export interface Unreadable {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
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
  owner: row.owner_resource,
});

/** Whether an event, of a name that concerns the trigger, is for it. */
export const isFor = ({ automation, trigger }: ListeningTrigger, event: Event, seq: number): boolean =>
  seq > automation.listensAfter && mismatch(trigger, event) === undefined;

/** The same of any trigger: one that cannot be asked is for whoever evaluates it to fail at. */
export function mayBeFor(listening: ListeningTrigger, event: Event, seq: number): boolean {
  try {
    return isFor(listening, event, seq);
  } catch {
    return true;
  }
}

export class Listeners {
  #version = "";
  #triggers: readonly ListeningTrigger[] = [];
  #byName = new Map<string, readonly ListeningTrigger[]>();
  readonly #unreadable: (automation: Unreadable) => void;
  /** The first event that any of them may be interested in follows this one. */
  listensAfter = Infinity;
  /** Up to here no event concerns any of them; only in this process's memory. */
  skipped = 0;

  /** @param unreadable told of each automation that cannot listen, whenever they are loaded */
  constructor(unreadable: (automation: Unreadable) => void) {
    this.#unreadable = unreadable;
  }

  /** Loads them if they have changed. */
  async refresh(db: Reader): Promise<void> {
    const { count, updated } = (await db.first(readAutomationsVersion, {}))!;
    const version = `${count} ${updated ?? 0}`;
    if (version === this.#version) return;
    const automations: Listener[] = [];
    const triggers: ListeningTrigger[] = [];
    for (const row of await db.all(readEnabledAutomations, {}))
      try {
        const automation = toListener(row);
        triggers.push(...partsOf(automation.trigger).map((part) => ({ automation, ...part })));
        automations.push(automation);
      } catch (error) {
        this.#unreadable({ id: row.id, name: row.name, reason: (error as Error).message });
      }
    this.#triggers = triggers;
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
}
