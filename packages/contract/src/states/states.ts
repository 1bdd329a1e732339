/** State types and names: what they are called, which are final, and what a name defaults to. */
import type { StateType } from "../schemas/states.ts";

export const STATE_TYPES = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
] as const satisfies readonly StateType[];

const FINAL: ReadonlySet<string> = new Set<StateType>(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

/** True for the four types after which a run does nothing more. */
export const isFinalType = (type: string | null | undefined): boolean => type != null && FINAL.has(type);

/** The name of a state that was given none: `RUNNING` -> `Running`. */
export const defaultStateName = (type: StateType): string => type.charAt(0) + type.slice(1).toLowerCase();

/** True if a state's data is a result that can be read again (the reference's "persisted data"). */
export const isPersisted = (data: unknown): boolean =>
  data != null && typeof data === "object" && (data as { type?: unknown }).type !== "unpersisted";
