/**
 * Ends loops: an automation that fires by what it did itself, again and again, is switched off and says why.
 *
 * G1. Counted and switched off in the transaction of the firing: whatever dies, the count is right.
 * G2. Firings by other causes neither count nor begin the count anew: a loop is seen among them, too.
 * G3. Whoever switches the automation on again, or replaces it, begins the count anew.
 */
import type { Event, Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { putLoop, readLoop } from "../../storage/queries/triggers.ts";
import type { Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { switchAutomation } from "./automations.ts";
import { automationResource, type FiredAutomation } from "./firing.ts";

/** Slower loops are let run: to start a flow again whenever it has ended is a thing that people want. */
const PERIOD: Micros = 600e6;

/** True for an event of the automation, and of a run that it created. */
function isOwn(id: string, { resource, related = [] }: Event): boolean {
  const own = `prefect.automation.${id}`;
  return (
    resource["prefect.resource.id"] === own ||
    related.some((each) => each["prefect.resource.role"] === "creator" && each["prefect.resource.id"] === own)
  );
}

/** Whether an automation may fire once more; where not, it has been switched off. */
export async function mayFire(
  context: Context,
  tx: Transaction,
  automation: FiredAutomation,
  cause: Event | null,
  now: Micros,
): Promise<boolean> {
  const limit = context.settings.server_automation_loop_limit;
  if (limit <= 0 || !cause || !isOwn(automation.id, cause)) return true;
  const key = { automation_id: automation.id };
  const known = await tx.first(readLoop, key);
  const loop = known && now - known.since < PERIOD ? known : { since: now, count: 0 };
  await tx.run(putLoop, { ...key, since: loop.since, count: loop.count + 1 });
  if (loop.count < limit) return true;
  // The events of one reading were chosen before the first of them switched it off: it is told of once.
  if (loop.count > limit || !(await switchAutomation(context, tx, automation.id, false))) return false;
  await recordEvent(context, tx, {
    id: uuid7(),
    occurred: now,
    event: "prefect.automation.loop-ended",
    resource: automationResource(automation),
    related: [{ "prefect.resource.id": `prefect.event.${cause.id}`, "prefect.resource.role": "triggering-event" }],
    payload: {
      reason: `It fired ${limit} times within ten minutes by what it did itself, and was switched off.`,
      firings: limit,
    },
  });
  return false;
}
