/** The events that tell of a flow run's states (spec CORE, 2.7). */
import { formatTime, seconds } from "@weir/contract";
import type { State } from "../rules/state.ts";
import type { NewEvent } from "./events.ts";

/** An event names the one before it only if they are this close together. */
const FOLLOWS_WITHIN = seconds(300);
/** Longest state message that an event carries, in characters. */
const MAX_MESSAGE = 100_000;

type Labels = Readonly<Record<string, string>>;

const payloadOf = (state: State): Record<string, unknown> => ({
  type: state.type,
  name: state.name,
  ...(state.message === null ? {} : { message: state.message.slice(0, MAX_MESSAGE) }),
  ...(state.type === "PAUSED" ? { pause_reschedule: String(state.details.pause_reschedule) } : {}),
});

/** A resource that an event is related to. */
export const related = (kind: string, id: string, role: string, name?: string | null, more: Labels = {}): Labels => ({
  "prefect.resource.id": `prefect.${kind}.${id}`,
  "prefect.resource.role": role,
  ...(name == null ? {} : { "prefect.resource.name": name }),
  ...more,
});

/** The event of a flow run that went from one state to another. Its id is the new state's. */
export function flowRunStateEvent(
  run: { readonly id: string; readonly name: string; readonly run_count: number },
  initial: State | null,
  entered: State,
  relatedTo: readonly Labels[],
): NewEvent {
  return {
    id: entered.id,
    occurred: entered.timestamp,
    event: `prefect.flow-run.${entered.name}`,
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-message": (entered.message ?? "").slice(0, MAX_MESSAGE),
      "prefect.state-name": entered.name,
      "prefect.state-timestamp": formatTime(entered.timestamp).replace("Z", "+00:00"),
      "prefect.state-type": entered.type,
    },
    related: relatedTo,
    payload: {
      intended: { from: initial?.type ?? null, to: entered.type },
      initial_state: initial && payloadOf(initial),
      validated_state: payloadOf(entered),
    },
    follows: initial && entered.timestamp - initial.timestamp < FOLLOWS_WITHIN ? initial.id : null,
  };
}
