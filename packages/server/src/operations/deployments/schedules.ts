import {
  durationSeconds,
  formatTime,
  parseTime,
  type DeploymentSchedule,
  type DeploymentScheduleCreate,
  type Micros,
  type SchedulePolicy,
} from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import {
  deleteSchedule,
  insertSchedule,
  planAnew,
  readSchedule,
  readSchedulesOf,
  updateSchedule,
} from "../../storage/queries/deployment-schedules.ts";
import { deleteScheduledRuns, lockDeployment, readDeployment, toSchedule } from "../../storage/queries/deployments.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentScheduleTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";

/** When runs are made, as a request has it. */
export type Timing = DeploymentScheduleCreate["schedule"];

/** What can be said of a schedule, when it is made or changed. */
export interface ScheduleFields {
  readonly schedule?: Timing | null | undefined;
  readonly active?: boolean | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly slug?: string | null | undefined;
  readonly max_scheduled_runs?: number | null | undefined;
  /** Null takes away what there was. */
  readonly policy?: SchedulePolicy | null | undefined;
}

const noDeployment = (): Refusal => new Refusal("not_found", "Deployment not found.");
const noSchedule = (): Refusal => new Refusal("not_found", "Schedule not found.");

/** Where a recurrence rule begins that does not say. */
const RULE_START = "DTSTART:20200101T000000\n";

/** An interval in seconds; it may be written as an ISO 8601 duration (`PT1H`) or as `HH:MM:SS`. */
export function secondsOf(interval: number | string): number {
  const length = durationSeconds(interval);
  if (length !== undefined) return length;
  throw new Refusal("invalid", `Not a duration: "${interval}" (use seconds, or ISO 8601 such as PT1H)`);
}

/** A schedule with its defaults filled in, as it is stored and answered. */
export function normalTiming(timing: Timing, now: Micros): DeploymentSchedule["schedule"] {
  if ("interval" in timing)
    return {
      interval: secondsOf(timing.interval),
      anchor_date: formatTime(timing.anchor_date ? parseTime(timing.anchor_date) : now),
      timezone: timing.timezone ?? "UTC",
    };
  // No zone counts as UTC and is answered as none, but where a rule does not even say so.
  if ("cron" in timing) return { cron: timing.cron, timezone: timing.timezone ?? null, day_or: timing.day_or ?? true };
  const rrule = /DTSTART/i.test(timing.rrule) ? timing.rrule : RULE_START + timing.rrule;
  return { rrule, timezone: timing.timezone === undefined ? "UTC" : timing.timezone };
}

/** Schedules with their policies, which come beside them. */
export const withPolicies = <T extends object>(
  schedules: readonly T[],
  policies: readonly (SchedulePolicy | null | undefined)[] | undefined,
): (T & Pick<ScheduleFields, "policy">)[] =>
  schedules.map((schedule, at) => ({ ...schedule, ...(policies?.[at] !== undefined && { policy: policies[at] }) }));

/**
 * Lets intervals that name no time to count from go on counting from where they do: a deployment that is sent again
 * without a change then has none.
 */
export const withAnchors = <T extends ScheduleFields>(
  fields: readonly T[],
  present: readonly DeploymentScheduleTable[],
): T[] =>
  fields.map((field) => {
    const { schedule, slug = null } = field;
    if (!schedule || !("interval" in schedule) || schedule.anchor_date !== undefined) return field;
    for (const row of present) {
      const there = JSON.parse(row.schedule) as DeploymentSchedule["schedule"];
      const isSame =
        row.slug === slug &&
        "interval" in there &&
        there.interval === secondsOf(schedule.interval) &&
        there.timezone === (schedule.timezone ?? "UTC");
      if (isSame && there.anchor_date !== undefined)
        return { ...field, schedule: { ...schedule, anchor_date: there.anchor_date } };
    }
    return field;
  });

/** Adds schedules to a deployment, in a transaction of the caller's. Fields without a timing are passed over. */
export async function insertSchedules(
  tx: Transaction,
  deploymentId: string,
  fields: readonly ScheduleFields[],
  now: Micros,
): Promise<DeploymentScheduleTable[]> {
  const rows = fields.flatMap(({ schedule, active, parameters, slug, max_scheduled_runs, policy }) =>
    schedule
      ? {
          id: uuid7(),
          created: now,
          updated: now,
          deployment_id: deploymentId,
          active: active === false ? (0 as const) : (1 as const),
          schedule: JSON.stringify(normalTiming(schedule, now)),
          parameters: JSON.stringify(parameters ?? {}),
          slug: slug ?? null,
          max_scheduled_runs: max_scheduled_runs ?? null,
          next_plan: null,
          planned_to: null,
          policy: policy ? JSON.stringify(policy) : null,
        }
      : [],
  );
  for (const row of rows) await tx.run(insertSchedule, row);
  await tx.run(planAnew, { deployment_id: deploymentId });
  return rows;
}

/** Changes what is given of a schedule, in a transaction of the caller's; null is nothing given. */
export const changeSchedule = (
  tx: Transaction,
  row: DeploymentScheduleTable,
  { schedule, active, parameters, slug, max_scheduled_runs, policy }: ScheduleFields,
  now: Micros,
): Promise<number> =>
  tx.run(updateSchedule, {
    id: row.id,
    updated: now,
    active: active == null ? row.active : active ? 1 : 0,
    schedule: schedule ? JSON.stringify(normalTiming(schedule, now)) : row.schedule,
    parameters: parameters ? JSON.stringify(parameters) : row.parameters,
    slug: slug ?? row.slug,
    max_scheduled_runs: max_scheduled_runs ?? row.max_scheduled_runs,
    policy: policy === undefined ? row.policy : policy && JSON.stringify(policy),
  });

export const listSchedules = ({ store }: Context, deploymentId: string): Promise<DeploymentSchedule[]> =>
  store.read(async (db) => {
    if (!(await db.first(readDeployment, { id: deploymentId }))) throw noDeployment();
    return (await db.rows(readSchedulesOf([deploymentId]))).map(toSchedule);
  });

export const createSchedules = (
  context: Context,
  deploymentId: string,
  fields: readonly ScheduleFields[],
): Promise<DeploymentSchedule[]> =>
  context.store.write(async (tx) => {
    if (!(await tx.first(lockDeployment, { id: deploymentId }))) throw noDeployment();
    const taken = (await tx.rows(readSchedulesOf([deploymentId]))).map(({ slug }) => slug);
    const slugs = [...taken, ...fields.map(({ slug }) => slug)].filter((slug) => slug != null);
    if (new Set(slugs).size < slugs.length)
      throw new Refusal("conflict", "Schedule slugs must be unique within a deployment.");
    return (await insertSchedules(tx, deploymentId, fields, context.clock.now())).map(toSchedule);
  });

export const updateScheduleById = (
  context: Context,
  key: { readonly id: string; readonly deployment_id: string },
  fields: ScheduleFields,
): Promise<void> =>
  context.store.write(async (tx) => {
    if (!(await tx.first(lockDeployment, { id: key.deployment_id }))) throw noDeployment();
    const row = await tx.first(readSchedule, key);
    if (!row) throw noSchedule();
    const now = context.clock.now();
    await changeSchedule(tx, row, fields, now);
    await tx.change(deleteScheduledRuns(key.deployment_id, { autoOnly: true, after: now }));
    await tx.run(planAnew, { deployment_id: key.deployment_id });
  });

export const deleteScheduleById = (
  { store }: Context,
  key: { readonly id: string; readonly deployment_id: string },
): Promise<void> =>
  store.write(async (tx) => {
    if (!(await tx.first(lockDeployment, { id: key.deployment_id }))) throw noDeployment();
    if ((await tx.run(deleteSchedule, key)) === 0) throw noSchedule();
    await tx.change(deleteScheduledRuns(key.deployment_id, { autoOnly: true }));
    await tx.run(planAnew, { deployment_id: key.deployment_id });
  });
