/** When a deployment makes runs by itself. */
import type { DeploymentScheduleCreate } from "@weir/contract";
import { type Duration, inSeconds } from "../duration.ts";

export interface ScheduleOptions {
  /** Zone in which the times are meant, as `Europe/Berlin`. Default: UTC. */
  readonly timezone?: string;
  /** Whether it makes runs. Default true. */
  readonly active?: boolean;
  /** Parameters of its runs, beside those of the deployment. Default: none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Name of the schedule among those of the deployment: one of the same name takes its place. Default: none. */
  readonly slug?: string;
}

/** One schedule of a deployment. Made by `cron()`, `every()` and `rrule()`. */
export interface Schedule {
  readonly wire: DeploymentScheduleCreate;
}

type Times = DeploymentScheduleCreate["schedule"];

const schedule = (times: Times, { active, parameters, slug }: ScheduleOptions): Schedule => ({
  wire: {
    schedule: times,
    active: active ?? true,
    ...(parameters && { parameters: { ...parameters } }),
    ...(slug !== undefined && { slug }),
  },
});

const zone = ({ timezone }: ScheduleOptions): { timezone?: string } => (timezone === undefined ? {} : { timezone });

/** Times by a cron expression: `cron("0 2 * * *", { timezone: "Europe/Berlin" })` is two o'clock every night. */
export const cron = (
  expression: string,
  options: ScheduleOptions & {
    /** Whether a day has to fit only one of day of month and day of week, where both are given. Default true. */
    readonly dayOr?: boolean;
  } = {},
): Schedule =>
  schedule(
    { cron: expression, ...zone(options), ...(options.dayOr === undefined ? {} : { day_or: options.dayOr }) },
    options,
  );

/** Times so far apart: `every("15m")`. */
export const every = (
  interval: Duration,
  options: ScheduleOptions & {
    /** A time from which the others are counted. Default: the present when the deployment is made. */
    readonly anchor?: Date;
  } = {},
): Schedule =>
  schedule(
    {
      interval: inSeconds(interval, "every"),
      ...zone(options),
      ...(options.anchor && { anchor_date: options.anchor.toISOString() }),
    },
    options,
  );

/** Times by a recurrence rule: `rrule("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17")`. */
export const rrule = (rule: string, options: ScheduleOptions = {}): Schedule =>
  schedule({ rrule: rule, ...zone(options) }, options);
