import {
  defaultStateName,
  formatTime,
  parseTime,
  type Micros,
  type StateDetails,
  type StateType,
} from "@weir/contract";

/** The details of a state with every field present, as the wire shows them. */
export type Details = { readonly [Field in keyof Required<StateDetails>]: Exclude<StateDetails[Field], undefined> };

/** A state that somebody asks for. */
export interface ProposedState {
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  /** Undefined where the state has none. */
  readonly data: unknown;
  readonly details: Details;
}

/** A state that a run is in. */
export interface State extends ProposedState {
  readonly id: string;
  readonly timestamp: Micros;
}

export const NO_DETAILS: Details = Object.freeze({
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
});

/** A proposal with its defaults filled in: the name of its type, no data, no details. */
export const propose = (
  type: StateType,
  given: Partial<Pick<ProposedState, "name" | "message" | "data">> & { readonly details?: Partial<Details> } = {},
): ProposedState => ({
  type,
  name: given.name || defaultStateName(type),
  message: given.message ?? null,
  data: given.data,
  details: { ...NO_DETAILS, ...given.details },
});

/** The scheduled time of a state, if it has one. */
export const scheduledTime = (state: ProposedState): Micros | undefined =>
  state.details.scheduled_time == null ? undefined : parseTime(state.details.scheduled_time);

/** A SCHEDULED state at a time. */
export const scheduled = (at: Micros, given: Parameters<typeof propose>[1] = {}): ProposedState =>
  propose("SCHEDULED", { ...given, details: { ...given.details, scheduled_time: formatTime(at) } });
