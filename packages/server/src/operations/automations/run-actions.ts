/**
 * Does actions.
 *
 * A1. An action is taken for a while before it is done: if its server dies, another one does it then. So it is done at
 *     least once; runs that it creates, and deliveries that carry its id, only once.
 * A2. It is gone from the list in the same transaction that tells what became of it.
 */
import { formatTime, parseTime, type Micros } from "@weir/contract";
import { actAs } from "../../platform/actor.ts";
import { uuid7 } from "../../platform/ids.ts";
import type { ActionInvocationTable } from "../../storage/automation-tables.ts";
import { claimInvocation, deleteInvocation, postponeInvocation } from "../../storage/queries/triggers.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { act, type Done } from "./act.ts";
import { ActionFailed, NotYet } from "./action-failed.ts";
import { automationResource, type ActionTask } from "./firing.ts";

/** How long an action may take before somebody else does it. */
const TAKEN_FOR: Micros = 60e6;
/** Tries after which an action that ends with an error counts as failed. */
const MOST_TRIES = 5;
/** Wait before the second try; it doubles with each, so many times. */
const FIRST_WAIT: Micros = 1e6;
const MOST_DOUBLINGS = 3;
/** An event follows another one if it comes this soon after it (spec EVENTS-BLOCKS, 1.1). */
const FOLLOWS_WITHIN: Micros = 300e6;

type Outcome = { readonly kind: "executed" | "failed" } & Done;

async function finish(context: Context, id: string, task: ActionTask, outcome: Outcome): Promise<void> {
  const { automation, event, firing, action, index } = task;
  const triggered = parseTime(firing.triggered);
  const payload = { action_index: index, action_type: action.type, invocation: id };
  const resource = {
    ...automationResource(automation),
    "prefect.trigger-type": automation.trigger.type,
  };
  const related = [
    ...outcome.related,
    {
      "prefect.resource.id": `prefect.event.${task.triggered_event_id}`,
      "prefect.resource.role": "automation-triggered-event",
    },
    ...(event
      ? [{ "prefect.resource.id": `prefect.event.${event.id}`, "prefect.resource.role": "triggering-event" }]
      : []),
  ];
  const follows = event && Math.abs(triggered - parseTime(event.occurred)) < FOLLOWS_WITHIN ? event.id : null;
  const triggeredId = uuid7();
  await context.store.write(async (tx) => {
    if ((await tx.run(deleteInvocation, { id })) === 0) return; // another server has told of it
    await recordEvent(context, tx, {
      id: triggeredId,
      occurred: triggered,
      event: "prefect.automation.action.triggered",
      resource,
      related,
      payload,
      follows,
    });
    await recordEvent(context, tx, {
      id: uuid7(),
      occurred: context.clock.now(),
      event: `prefect.automation.action.${outcome.kind}`,
      resource,
      related,
      payload: { ...payload, ...outcome.details },
      follows: triggeredId,
    });
  });
}

/** Does an action unless somebody else has taken it; answers whether it did. */
export async function runAction(context: Context, row: ActionInvocationTable): Promise<boolean> {
  const { id, tries } = row;
  const until = context.clock.now() + TAKEN_FOR;
  if ((await context.store.write((tx) => tx.run(claimInvocation, { id, tries, until }))) === 0) return false;
  const task = JSON.parse(row.task) as ActionTask;
  const actor = { name: `automation ${task.automation.name}`, origin: "process", automation: task.automation.id };
  try {
    const doing = { task, invocation: id, attempt: tries + 1, isLast: tries + 1 >= MOST_TRIES };
    const done = await actAs(actor, () => act(context, doing));
    await finish(context, id, task, { kind: "executed", ...done });
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof ActionFailed)
      await finish(context, id, task, { kind: "failed", related: [], details: { reason: message, ...error.details } });
    else if (tries + 1 >= MOST_TRIES && !(error instanceof NotYet))
      await finish(context, id, task, {
        kind: "failed",
        related: [],
        details: { reason: `Failed ${MOST_TRIES} times: ${message}`, last_try: formatTime(context.clock.now()) },
      });
    else {
      const due = context.clock.now() + FIRST_WAIT * 2 ** Math.min(tries, MOST_DOUBLINGS);
      await context.store.write((tx) => tx.run(postponeInvocation, { id, due }));
    }
  }
  return true;
}
