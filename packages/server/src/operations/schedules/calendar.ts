import type * as Schedules from "@weir/contract/schedules";

export type Calendar = typeof Schedules;

/**
 * The arithmetic of schedules, loaded when the first schedule is met: a script with an embedded server needs none of it.
 * Asked for before a transaction, since inside one nothing else may be awaited.
 */
export const calendar = (): Promise<Calendar> => import("@weir/contract/schedules");
