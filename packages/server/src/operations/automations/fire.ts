/** A trigger has fired: told on to the composite trigger around it, or acted on. In the transaction that counted. */
import { formatTime, type Event, type Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { afterChildFiring } from "../../rules/triggers/composite.ts";
import type { Composite } from "../../rules/triggers/parts.ts";
import { deleteFirings, insertFiring, insertInvocation, readFirings } from "../../storage/queries/triggers.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { automationResource, type ActionTask, type Firing } from "./firing.ts";
import type { Listener, ListeningTrigger } from "./listeners.ts";
import { mayFire } from "./loop-guard.ts";

export type NewFiring = Pick<Firing, "trigger" | "triggering_labels" | "triggering_firings" | "triggering_event">;

const firingAt = (triggered: Micros, fields: NewFiring): Firing => ({
  id: uuid7(),
  trigger_states: ["Triggered"],
  triggered: formatTime(triggered),
  triggering_value: null,
  ...fields,
});

/** Firings of one transaction get times of their own: sequences go by them. */
export class FiringClock {
  readonly #context: Context;
  #last = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  next(): Micros {
    return (this.#last = Math.max(this.#last + 1, this.#context.clock.now()));
  }
}

/** Takes a firing to the composite triggers around it, one after the other, and acts if the outermost fires. */
export async function fire(
  context: Context,
  tx: Transaction,
  { automation, parents }: ListeningTrigger,
  fields: NewFiring,
  clock: FiringClock,
): Promise<void> {
  let triggered = clock.next();
  let firing = firingAt(triggered, fields);
  for (const parent of parents) {
    const firings = await tellParent(tx, automation, parent, firing, triggered);
    if (!firings) return;
    triggered = clock.next();
    firing = firingAt(triggered, {
      trigger: parent,
      triggering_labels: {},
      triggering_firings: firings,
      triggering_event: firing.triggering_event,
    });
  }
  await act(context, tx, automation, firing, triggered);
}

/** The firings that make the composite trigger fire; undefined if it does not yet. */
async function tellParent(
  tx: Transaction,
  { id: automation_id }: Listener,
  parent: Composite,
  firing: Firing,
  triggered: Micros,
): Promise<readonly Firing[] | undefined> {
  const known = await tx.all(readFirings, { trigger_id: parent.id });
  const verdict = afterChildFiring(
    parent,
    known.map((row) => ({
      childId: row.child_id,
      triggered: row.triggered,
      firing: JSON.parse(row.firing) as Firing,
    })),
    { childId: firing.trigger.id, triggered, firing },
  );
  await tx.run(deleteFirings, { trigger_id: parent.id });
  if (verdict.fires) return verdict.firings.map((each) => each.firing);
  for (const kept of verdict.kept)
    await tx.run(insertFiring, {
      automation_id,
      trigger_id: parent.id,
      child_id: kept.childId,
      triggered: kept.triggered,
      firing: JSON.stringify(kept.firing),
    });
  return undefined;
}

/** Tells of the firing, and queues what is to be done. */
async function act(
  context: Context,
  tx: Transaction,
  listener: Listener,
  firing: Firing,
  triggered: Micros,
): Promise<void> {
  const { id, name, description, tags, trigger, actions, actions_on_trigger, owner } = listener;
  const automation = { id, name, description, tags, trigger };
  const cause = firing.triggering_event;
  if (!(await mayFire(context, tx, automation, cause, triggered))) return;
  const event: Event = {
    id: uuid7(),
    occurred: firing.triggered,
    event: "prefect.automation.triggered",
    resource: automationResource(automation),
    related: cause
      ? [{ "prefect.resource.id": `prefect.event.${cause.id}`, "prefect.resource.role": "triggering-event" }]
      : [],
    payload: { triggering_labels: firing.triggering_labels, triggering_event: cause },
    follows: null,
  };
  await recordEvent(context, tx, { ...event, occurred: triggered, related: event.related!, payload: event.payload! });
  const tasks = [
    ...actions.map((action) => ({ action, event: cause })),
    ...actions_on_trigger.map((action) => ({ action, event })),
  ];
  for (const [index, task] of tasks.entries())
    await tx.run(insertInvocation, {
      id: uuid7(),
      automation_id: id,
      created: triggered,
      due: triggered,
      tries: 0,
      task: JSON.stringify({
        automation,
        owner,
        firing,
        index,
        triggered_event_id: event.id,
        ...task,
      } satisfies ActionTask),
    });
}
