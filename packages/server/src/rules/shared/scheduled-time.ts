import type { Micros } from "@weir/contract";
import { amend, types, type Rule } from "../rule.ts";
import { scheduledTime } from "../state.ts";

/** A claimed run keeps the time it is meant for. */
export const copyScheduledTime: Rule<unknown> = {
  name: "copy-scheduled-time",
  from: types("SCHEDULED"),
  to: types("PENDING"),
  before({ initial, proposed }) {
    if (proposed.details.scheduled_time || !initial) return undefined;
    return amend({ ...proposed, details: { ...proposed.details, scheduled_time: initial.details.scheduled_time } });
  },
};

/** Nothing starts before its time. The client is told how many seconds to wait. */
export const waitForScheduledTime: Rule<{ readonly now: Micros }> = {
  name: "wait-for-scheduled-time",
  from: types("SCHEDULED", "PENDING"),
  to: types("RUNNING"),
  before({ facts, initial }) {
    const time = initial && scheduledTime(initial);
    if (time == null) return undefined;
    const seconds = Math.round((time - facts.now) / 1e6);
    return seconds > 0 ? { is: "wait", seconds, reason: "Scheduled time is in the future" } : undefined;
  },
};
