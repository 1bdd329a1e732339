/** From the schedules of a file to those of the protocol, checked before anything is sent. Pure. */
import type { DeploymentScheduleCreate } from "@weir/contract";
import { checkSchedule, InvalidSchedule, type Schedule } from "@weir/contract/schedules";
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
        ? { interval: secondsOf(interval), ...zone, ...(anchor_date != null && { anchor_date }) }
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

function ruleOf(
  text: string,
  zone: { readonly timezone?: string },
): { readonly rrule: string; readonly timezone?: string } {
  if (!text.trimStart().startsWith("{")) return { rrule: text, ...zone };
  return { ...(JSON.parse(text) as { rrule: string }), ...zone };
}

const CLOCK = /^(?:(\d+) days?,? )?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

function secondsOf(interval: number | string): number {
  if (typeof interval === "number") return interval;
  const parts = CLOCK.exec(interval) ?? ISO.exec(interval);
  if (!parts) throw new Error(`interval ${JSON.stringify(interval)} is neither seconds, nor 01:30:00, nor PT90M`);
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
}
