/** States as they are imported. */
import { defaultStateName, parseTime, type ImportedState } from "@weir/contract";
import type { State } from "../../rules/state.ts";
import type { StateRow } from "../../storage/queries/states.ts";
import { normalDetails } from "../states.ts";

/** @param run the ids that the details of every state of a run name */
export const importedState = (
  { id, type, name, timestamp, message, data, state_details }: ImportedState,
  run: Partial<State["details"]>,
): State => ({
  id: id.toLowerCase(),
  type,
  name: name || defaultStateName(type),
  timestamp: parseTime(timestamp),
  message: message ?? null,
  data: data ?? undefined,
  details: { ...normalDetails(state_details), ...run },
});

export const storedState = (row: StateRow): State => ({
  id: row.id,
  type: row.type as State["type"],
  name: row.name,
  timestamp: row.timestamp,
  message: row.message,
  data: row.data === null ? undefined : (JSON.parse(row.data) as unknown),
  details: JSON.parse(row.state_details) as State["details"],
});
