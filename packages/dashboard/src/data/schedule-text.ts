/** Schedules in words. What has no simple wording is shown as it was written. */
import type { DeploymentSchedule } from "@weir/contract";
import { formatDuration } from "../ui/format/duration.ts";

type Schedule = DeploymentSchedule["schedule"];

const DAYS = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/** `every day at 06:00 (Europe/Berlin)` */
export function scheduleText(schedule: Schedule): string {
  const zone = schedule.timezone && schedule.timezone !== "UTC" ? ` (${schedule.timezone})` : " (UTC)";
  if ("cron" in schedule) return cronText(schedule.cron) + zone;
  if ("interval" in schedule) return `every ${intervalText(schedule.interval)}`;
  return ruleText(schedule.rrule) + zone;
}

function intervalText(seconds: number): string {
  for (const [size, unit] of [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ] as const) {
    if (seconds === size) return unit;
    if (seconds > size && seconds % size === 0) return `${seconds / size} ${unit}s`;
  }
  return formatDuration(seconds);
}

export function cronText(cron: string): string {
  const asWritten = `cron ${cron}`;
  const [minute = "", hour = "", day = "", month = "", weekday = "", more] = cron.trim().split(/\s+/);
  if (more !== undefined || month !== "*" || day !== "*") return asWritten;
  const days = daysText(weekday);
  if (days === undefined) return asWritten;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (hour === "*" && weekday === "*") {
    if (minute === "*") return "every minute";
    // Only what divides the hour comes evenly.
    if (step !== undefined && 60 % Number(step) === 0) return `every ${step} minutes`;
    if (/^\d+$/.test(minute)) return `every hour at :${minute.padStart(2, "0")}`;
  }
  if (!/^\d+$/.test(minute) || !/^\d+(,\d+)*$/.test(hour)) return asWritten;
  const times = hour.split(",").map((one) => `${one.padStart(2, "0")}:${minute.padStart(2, "0")}`);
  return `${days} at ${times.join(" and ")}`;
}

function daysText(weekday: string): string | undefined {
  if (weekday === "*") return "every day";
  if (/^(1-5|mon-fri)$/i.test(weekday)) return "on weekdays";
  return /^[0-7]$/.test(weekday) ? `on ${DAYS[Number(weekday)]}` : undefined;
}

const FREQUENCIES: Readonly<Record<string, string>> = {
  YEARLY: "year",
  MONTHLY: "month",
  WEEKLY: "week",
  DAILY: "day",
  HOURLY: "hour",
  MINUTELY: "minute",
  SECONDLY: "second",
};

function ruleText(rule: string): string {
  const simple = /^(?:RRULE:)?FREQ=(\w+)(?:;INTERVAL=(\d+))?$/.exec(rule.trim());
  const unit = simple && FREQUENCIES[simple[1] ?? ""];
  if (!unit) return rule.replaceAll("\n", " ");
  const every = Number(simple[2] ?? 1);
  return every === 1 ? `every ${unit}` : `every ${every} ${unit}s`;
}
