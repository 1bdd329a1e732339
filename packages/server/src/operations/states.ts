/** States between what a client proposes, what the rules decide on, and what is stored. */
import { defaultStateName, formatTime, isPersisted, parseTime, type Micros, type StateCreate } from "@weir/contract";
import { NO_DETAILS, type Details, type ProposedState, type State } from "../rules/state.ts";
import type { JoinedState, StateRow } from "../storage/queries/states.ts";

const TIMES = ["scheduled_time", "cache_expiration", "pause_timeout"] as const;

/** Details with every field present and times in our form. */
export function normalDetails(given: StateCreate["state_details"]): Details {
  if (!given) return NO_DETAILS;
  const details: Record<string, unknown> = { ...NO_DETAILS };
  for (const key in NO_DETAILS) {
    const value = given[key as keyof typeof given];
    if (value !== undefined) details[key] = value;
  }
  for (const key of TIMES) if (typeof details[key] === "string") details[key] = formatTime(parseTime(details[key]));
  return details as unknown as Details;
}

/** What a client asks for. A SCHEDULED state without a time is meant for now. */
export function proposalOf(body: StateCreate, now: Micros): ProposedState {
  let details = normalDetails(body.state_details);
  if (body.type === "SCHEDULED" && details.scheduled_time == null)
    details = { ...details, scheduled_time: formatTime(now) };
  return {
    type: body.type,
    name: body.name || defaultStateName(body.type),
    message: body.message ?? null,
    data: body.data ?? undefined,
    details,
  };
}

/** The state that a run's row carries along. */
export const currentState = (row: JoinedState): State | null =>
  row.state_id === null || row.s_details === null
    ? null
    : {
        id: row.state_id,
        type: row.state_type as State["type"],
        name: row.state_name!,
        timestamp: row.state_timestamp!,
        message: row.s_message,
        data: row.s_data === null ? undefined : (JSON.parse(row.s_data) as unknown),
        details: JSON.parse(row.s_details) as Details,
      };

/** A state as it is stored. Data that says it was not persisted is not stored either. */
export const stateRow = (state: State): StateRow => ({
  id: state.id,
  type: state.type,
  name: state.name,
  timestamp: state.timestamp,
  message: state.message,
  state_details: JSON.stringify(state.details),
  data: isPersisted(state.data)
    ? JSON.stringify(state.data)
    : state.data != null && typeof state.data !== "object"
      ? JSON.stringify(state.data)
      : null,
});

/** The columns by which a run's row carries this state along. */
export const asJoined = (row: StateRow): JoinedState => ({
  state_id: row.id,
  state_type: row.type,
  state_name: row.name,
  state_timestamp: row.timestamp,
  s_message: row.message,
  s_details: row.state_details,
  s_data: row.data,
});
