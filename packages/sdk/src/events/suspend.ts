/**
 * Waiting for an event without a process: the run is suspended, and an automation of its own resumes it.
 *
 * P1  The automation is there before the past is looked at for the last time: an event is found there, or heard of.
 * P2  Whatever comes while the run is on its way to be suspended resumes it as soon as it is.
 */
import type { Client, EventMatch } from "@weir/client";
import type { AutomationCreate, ReceivedEvent } from "@weir/contract";
import { formatTime, type Micros } from "@weir/contract/time";
import { eventTrigger } from "../automations/triggers.ts";
import type { Duration } from "../duration.ts";
import type { FlowRun } from "../engine/flow-run.ts";
import { RunAborted } from "../errors.ts";
import { suspend } from "../pause.ts";

/** Where nobody says how long to wait. */
const FOR_EVER: Duration = "3650d";

/**
 * The event, if it has come; otherwise the function is left here, and the run goes on anew once it has.
 *
 * @param skip ids of events that are not meant
 * @returns undefined if somebody has resumed the run without the event
 */
export async function suspendForEvent(
  run: FlowRun,
  match: EventMatch,
  since: Micros,
  skip: ReadonlySet<string>,
  timeout: Duration | undefined,
): Promise<ReceivedEvent | undefined> {
  const { api } = run.backend;
  if (!run.backend.isWeir) throw new RunAborted("suspend: only a Weir server resumes a run when an event comes");
  const owner_resource = `prefect.flow-run.${run.id}`;
  const found = await past(api, match, since, skip);
  // What it has made before must not resume it from another pause.
  await api.automations.deleteOwnedBy({ resource_id: owner_resource });
  if (found) return found;
  await api.automations.create({
    name: `flow run ${run.name} waits`,
    trigger: triggerOf(match),
    actions: [{ type: "resume-flow-run" }],
    owner_resource,
  } as unknown as AutomationCreate);
  const meanwhile = await past(api, match, since, skip);
  if (!meanwhile) await suspend({ key: `event-${skip.size}`, timeout: timeout ?? FOR_EVER });
  await api.automations.deleteOwnedBy({ resource_id: owner_resource });
  return meanwhile;
}

async function past(
  api: Client,
  match: EventMatch,
  since: Micros,
  skip: ReadonlySet<string>,
): Promise<ReceivedEvent | undefined> {
  const { eventFilter } = await import("@weir/client");
  const filter = { ...eventFilter(match), occurred: { since: formatTime(since) }, order: "ASC" } as const;
  for await (const event of api.events.list({ filter })) if (!skip.has(event.id)) return event;
  return undefined;
}

function triggerOf({ event, resource, related }: EventMatch) {
  const about =
    typeof resource === "string" || Array.isArray(resource) ? { "prefect.resource.id": resource } : resource;
  return eventTrigger({ expect: event, match: about as EventMatch["related"], matchRelated: related });
}
