/**
 * Ends loops: an automation that fires by what it did itself, or by what others did that it had set off, again and
 * again, is switched off and says why.
 *
 * G1. Counted and switched off in the transaction of the firing: whatever dies, the count is right.
 * G2. Firings by other causes neither count nor begin the count anew: a loop is seen among them, too.
 * G3. Whoever switches the automation on again, or replaces it, begins the count anew.
 * G4. Of several that set each other off, the first that has fired too often ends it for all.
 */
import type { Event, Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { loopThrough } from "../../rules/triggers/loops.ts";
import { readAutomation } from "../../storage/queries/automations.ts";
import { readEventCause } from "../../storage/queries/events.ts";
import { putLoop, readBusyLoops, readLoop } from "../../storage/queries/triggers.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { related } from "../run-events.ts";
import { switchAutomation } from "./automations.ts";
import { automationResource, type FiredAutomation } from "./firing.ts";

/** Slower loops are let run: to start a flow again whenever it has ended is a thing that people want. */
const PERIOD: Micros = 600e6;

const AUTOMATION = /^prefect\.automation\.([0-9a-f-]{36})$/i;
const OF_ITS_DOING = /^prefect\.automation\.(triggered|action\.\w+)$/;

/**
 * The automation whose doing an event tells of: that it fired or acted, what its actions changed, and all that becomes
 * of a run that it created.
 */
async function causeOf(
  tx: Transaction,
  { id, event, resource, related: relatedTo = [] }: Event,
): Promise<string | undefined> {
  const acted = await tx.first(readEventCause, { event_id: id });
  if (acted) return acted.automation_id;
  const by = OF_ITS_DOING.test(event)
    ? resource
    : relatedTo.find((each) => each["prefect.resource.role"] === "creator");
  return AUTOMATION.exec(by?.["prefect.resource.id"] ?? "")?.[1]?.toLowerCase();
}

/** How the automations that set each other off are called; those that are gone are left out. */
async function membersOf(tx: Transaction, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  const members: { id: string; name: string }[] = [];
  for (const id of ids) {
    const row = await tx.first(readAutomation, { id });
    if (row) members.push({ id, name: row.name });
  }
  return members;
}

/** Whether an automation may fire once more; where not, it has been switched off. */
export async function mayFire(
  context: Context,
  tx: Transaction,
  automation: FiredAutomation,
  event: Event | null,
  now: Micros,
): Promise<boolean> {
  const limit = context.settings.server_automation_loop_limit;
  const cause = limit > 0 && event ? await causeOf(tx, event) : undefined;
  if (cause === undefined) return true;
  const key = { cause_id: cause, automation_id: automation.id };
  const known = await tx.first(readLoop, key);
  const loop = known && now - known.since < PERIOD ? known : { since: now, count: 0 };
  await tx.run(putLoop, { ...key, since: loop.since, count: loop.count + 1 });
  if (loop.count < limit) return true;
  const busy = await tx.all(readBusyLoops, { since: now - PERIOD, count: limit });
  const path = loopThrough(busy, automation.id, cause);
  if (!path) return true;
  // The events of one reading were chosen before the first of them switched it off: it is told of once.
  if ((await tx.first(readAutomation, { id: automation.id }))?.enabled !== 1) return false;
  await switchAutomation(context, tx, automation.id, false);
  const others = await membersOf(tx, path.slice(1));
  const through = others.length > 0 ? ` and what ${others.map(({ name }) => `'${name}'`).join(", ")} did then` : "";
  await recordEvent(context, tx, {
    id: uuid7(),
    occurred: now,
    event: "prefect.automation.loop-ended",
    resource: automationResource(automation),
    related: [
      { "prefect.resource.id": `prefect.event.${event!.id}`, "prefect.resource.role": "triggering-event" },
      ...others.map(({ id, name }) => related("automation", id, "loop", name)),
    ],
    payload: {
      reason: `It fired ${limit} times within ten minutes by what it did itself${through}, and was switched off.`,
      firings: limit,
    },
  });
  return false;
}
