/** When a deployment makes runs by itself. */
import type { DeploymentScheduleCreate, SchedulePolicy } from "@weir/contract";
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
  /**
   * What becomes of times that were missed because no server or nobody to run them was there: "all" makes up for them,
   * "latest" for the last of them, "none" for none; a length of time for those missed by no more. Only Weir's servers
   * know it. Default: what was planned already is run late, the others are left out.
   */
  readonly catchUp?: "all" | "latest" | "none" | Duration;
  /**
   * What happens when a run is due while another one of this schedule is at work: "allow" runs both, "skip" leaves the
   * new one out, "queue" lets one wait, "cancel" ends the one at work. Only Weir's servers know it. Default "allow".
   */
  readonly overlap?: "allow" | "skip" | "queue" | "cancel";
  /** By how much each run is put off at the most, so that not all begin at once; up to a day. Default: by nothing. */
  readonly jitter?: Duration;
  /** From -2 to 2: each point moves its runs before others of their queue due up to ten minutes earlier. Default 0. */
  readonly priority?: number;
}

/** One schedule of a deployment. Made by `cron()`, `every()` and `rrule()`. */
export interface Schedule {
  readonly wire: DeploymentScheduleCreate;
  /** What only Weir's servers know. */
  readonly policy: SchedulePolicy | null;
}

type Times = DeploymentScheduleCreate["schedule"];

const NAMED: ReadonlySet<unknown> = new Set(["all", "latest", "none"]);

function policyOf({ catchUp, overlap, jitter, priority }: ScheduleOptions): SchedulePolicy | null {
  const policy: SchedulePolicy = {
    ...(catchUp !== undefined && {
      catch_up: NAMED.has(catchUp) ? (catchUp as "all") : inSeconds(catchUp as Duration, "catchUp"),
    }),
    ...(overlap !== undefined && { overlap }),
    ...(jitter !== undefined && { jitter: inSeconds(jitter, "jitter") }),
    ...(priority !== undefined && { priority }),
  };
  return Object.keys(policy).length > 0 ? policy : null;
}

const schedule = (times: Times, options: ScheduleOptions): Schedule => ({
  policy: policyOf(options),
  wire: {
    schedule: times,
    active: options.active ?? true,
    ...(options.parameters && { parameters: { ...options.parameters } }),
    ...(options.slug !== undefined && { slug: options.slug }),
  },
});

const zone = ({ timezone }: ScheduleOptions): { timezone?: string } => (timezone === undefined ? {} : { timezone });

/**
 * Times by a cron expression: `cron("0 2 * * *", { timezone: "Europe/Berlin" })` is two o'clock every night. A sixth field,
 * the last, is seconds.
 */
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
