/** From the schedules of a file to those of the protocol, checked before anything is sent. Pure. */
import type { DeploymentScheduleCreate, SchedulePolicy } from "@weir/contract";
import { checkSchedule, InvalidSchedule, type Schedule } from "@weir/contract/schedules";
import { durationSeconds, formatTime, tryParseTime } from "@weir/contract/time";
import type { ScheduleEntry } from "./types.ts";

/** The schedules of an entry; an empty one stands for none. */
export const entriesOf = (
  one: ScheduleEntry | null | undefined,
  several: readonly ScheduleEntry[] | null | undefined,
): ScheduleEntry[] => [...(one && Object.keys(one).length > 0 ? [one] : []), ...(several ?? [])];

/** @throws Error saying what is wrong with it */
export function scheduleOf(entry: ScheduleEntry): DeploymentScheduleCreate {
  const { cron, interval, rrule, timezone, anchor_date, day_or, active, parameters, slug, replaces } = entry;
  if ([cron, interval, rrule].filter((one) => one != null).length !== 1)
    throw new Error("has to have exactly one of cron, interval and rrule");
  const zone = timezone == null ? {} : { timezone };
  const schedule =
    cron != null
      ? { cron, ...zone, ...(day_or != null && { day_or }) }
      : interval != null
        ? { interval: secondsOf(interval), ...zone, ...(anchor_date != null && { anchor_date: anchorOf(anchor_date) }) }
        : ruleOf(rrule!, zone);
  try {
    checkSchedule({ ...schedule } as Schedule);
  } catch (error) {
    if (error instanceof InvalidSchedule) throw new Error(`is not valid: ${error.message}`, { cause: error });
    throw error;
  }
  return {
    schedule,
    ...(active != null && { active }),
    ...(parameters && Object.keys(parameters).length > 0 && { parameters }),
    ...(slug != null && { slug }),
    ...(replaces != null && { replaces }),
  } as DeploymentScheduleCreate;
}

const CATCH_UP: readonly unknown[] = ["all", "latest", "none"];
const DAY = 86_400;

/**
 * What only Weir's servers know of a schedule; null if nothing was said.
 *
 * @throws Error saying what is wrong with it
 */
export function policyOf({ catch_up, overlap, jitter, priority }: ScheduleEntry): SchedulePolicy | null {
  const policy: SchedulePolicy = {
    ...(catch_up != null && { catch_up: catchUpOf(catch_up) }),
    ...(overlap != null && { overlap: overlap as NonNullable<SchedulePolicy["overlap"]> }),
    ...(jitter != null && { jitter: within(secondsOf(jitter, "jitter"), "jitter", 0, DAY) }),
    ...(priority != null && { priority: within(priority, "priority", -2, 2) }),
  };
  return Object.keys(policy).length > 0 ? policy : null;
}

function catchUpOf(given: string | number): NonNullable<SchedulePolicy["catch_up"]> {
  if (CATCH_UP.includes(given)) return given as "all";
  return within(secondsOf(given, "catch_up"), "catch_up", 1, Number.MAX_SAFE_INTEGER);
}

function within(value: number, name: string, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new Error(`has ${name} ${value}, which has to be from ${least} to ${most}`);
}

/** A day alone stands for its beginning, a time without a zone is UTC. */
function anchorOf(text: string): string {
  const time = tryParseTime(/^\d{4}-\d\d-\d\d$/.test(text.trim()) ? `${text.trim()}T00:00:00Z` : text);
  if (time !== undefined) return formatTime(time);
  throw new Error(`has anchor_date ${JSON.stringify(text)}, which is no time, as 2026-01-01T00:00:00Z is`);
}

function ruleOf(
  text: string,
  zone: { readonly timezone?: string },
): { readonly rrule: string; readonly timezone?: string } {
  if (!text.trimStart().startsWith("{")) return { rrule: text, ...zone };
  return { ...(JSON.parse(text) as { rrule: string }), ...zone };
}

function secondsOf(interval: number | string, name = "interval"): number {
  const seconds = durationSeconds(interval);
  if (seconds !== undefined) return seconds;
  throw new Error(`has ${name} ${JSON.stringify(interval)}, which is neither seconds, nor 01:30:00, nor PT90M`);
}
