import { formatTime, type Micros, type SchedulePolicy } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { randomName } from "../../platform/names.ts";
import { NO_DETAILS } from "../../rules/state.ts";
import { fractionOf } from "../../rules/schedules/policy.ts";
import type { PlanRow } from "../../storage/queries/deployment-schedules.ts";
import type { PlannedRun } from "../../storage/queries/planned-runs.ts";
import type { VersionContent } from "../deployments/version-content.ts";
import { normalPolicy } from "../flow-runs/create.ts";
import { stateRow } from "../states.ts";
import type { Calendar } from "./calendar.ts";

/** A run's time as the schedule has it, and when it is to start. */
export interface PlannedTime {
  readonly time: Micros;
  readonly start: Micros;
}

export const policyOf = ({ policy }: Pick<PlanRow, "policy">): SchedulePolicy =>
  policy === null ? {} : (JSON.parse(policy) as SchedulePolicy);

/** By what a run says which kind of schedule made it, where that has no slug. */
const kindOf = (schedule: object): string =>
  "cron" in schedule ? "CronSchedule" : "rrule" in schedule ? "RRuleSchedule" : "IntervalSchedule";

const EMPIRICAL_POLICY = JSON.stringify(normalPolicy());

/** What the runs of a deployment take from the version that they are made from. */
type Version = Pick<PlanRow, "deployment_version" | "parameters" | "tags" | "version_id">;

/** The version that is tried, if one is. */
function canaryOf({ canary_id, canary_content }: PlanRow): Version | undefined {
  if (canary_id === null || canary_content === null) return undefined;
  const { version, parameters, tags } = JSON.parse(canary_content) as VersionContent;
  return {
    version_id: canary_id,
    deployment_version: version ?? null,
    parameters: JSON.stringify(parameters ?? {}),
    tags: JSON.stringify(tags ?? []),
  };
}

/**
 * Makes the runs of one schedule, as the reference makes them: as if nobody had created them, without an event. Which
 * of them are made from the version that is tried depends on their times alone, so that it stays the same when they are
 * planned again.
 */
export function runsOf(row: PlanRow, calendar: Calendar, now: Micros): (planned: PlannedTime) => PlannedRun {
  const usual = maker(row, row, calendar, now);
  const canary = canaryOf(row);
  if (!canary) return usual;
  const tried = maker(row, canary, calendar, now);
  return (planned) => (fractionOf(`${row.canary_id} ${planned.time}`) < row.canary_share ? tried : usual)(planned);
}

function maker(
  row: PlanRow,
  version: Version,
  { zonedText }: Calendar,
  now: Micros,
): (planned: PlannedTime) => PlannedRun {
  const schedule = JSON.parse(row.schedule) as { readonly timezone?: string | null };
  // What is the same for all of them is written once.
  const parameters = JSON.stringify({
    ...(JSON.parse(version.parameters) as object),
    ...(JSON.parse(row.schedule_parameters) as object),
  });
  const tags = JSON.stringify(["auto-scheduled", ...(JSON.parse(version.tags) as string[])]);
  const labels = JSON.stringify({
    ...(JSON.parse(row.labels) as object),
    "prefect.flow.id": row.flow_id,
    "prefect.deployment.id": row.deployment_id,
  });
  const created_by = JSON.stringify({
    id: row.schedule_id,
    type: "SCHEDULE",
    display_value: row.slug ?? kindOf(schedule),
  });
  const { priority = 0 } = policyOf(row);
  return ({ time, start }) => {
    const id = uuid7();
    const state = stateRow({
      id: uuid7(),
      type: "SCHEDULED",
      name: "Scheduled",
      timestamp: now,
      message: "Flow run scheduled",
      // Without the id of the run, as the reference has it.
      details: { ...NO_DETAILS, scheduled_time: formatTime(start) },
      data: undefined,
    });
    return {
      run: {
        id,
        created: now,
        updated: now,
        name: randomName(),
        flow_id: row.flow_id,
        flow_version: null,
        deployment_id: row.deployment_id,
        deployment_version: version.deployment_version,
        work_queue_id: row.work_queue_id,
        work_queue_name: row.work_queue_name,
        parameters,
        idempotency_key: `scheduled ${row.deployment_id} ${row.schedule_id} ${zonedText(time, schedule.timezone || "UTC")}`,
        context: "{}",
        empirical_policy: EMPIRICAL_POLICY,
        tags,
        labels,
        parent_task_run_id: null,
        auto_scheduled: 1,
        infrastructure_document_id: row.infrastructure_document_id,
        infrastructure_pid: null,
        created_by,
        job_variables: "{}",
        attempt: 0,
        lease_expires: null,
        heartbeat: null,
        lost: null,
        priority,
        version_id: version.version_id,
        state_id: state.id,
        state_type: state.type,
        state_name: state.name,
        state_timestamp: now,
        run_count: 0,
        expected_start_time: start,
        next_scheduled_start_time: start,
        start_time: null,
        end_time: null,
        total_run_time: 0,
      },
      state: { ...state, flow_run_id: id },
    };
  };
}
