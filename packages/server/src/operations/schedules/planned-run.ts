import { formatTime, type Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { randomName } from "../../platform/names.ts";
import { NO_DETAILS } from "../../rules/state.ts";
import type { PlanRow } from "../../storage/queries/deployment-schedules.ts";
import type { PlannedRun } from "../../storage/queries/planned-runs.ts";
import { normalPolicy } from "../flow-runs/create.ts";
import { stateRow } from "../states.ts";
import type { Calendar } from "./calendar.ts";

/** By what a run says which kind of schedule made it, where that has no slug. */
const kindOf = (schedule: object): string =>
  "cron" in schedule ? "CronSchedule" : "rrule" in schedule ? "RRuleSchedule" : "IntervalSchedule";

const EMPIRICAL_POLICY = JSON.stringify(normalPolicy());

/** Makes the runs of one schedule, as the reference makes them: as if nobody had created them, without an event. */
export function runsOf(row: PlanRow, { zonedText }: Calendar, now: Micros): (time: Micros) => PlannedRun {
  const schedule = JSON.parse(row.schedule) as { readonly timezone?: string | null };
  // What is the same for all of them is written once.
  const parameters = JSON.stringify({
    ...(JSON.parse(row.parameters) as object),
    ...(JSON.parse(row.schedule_parameters) as object),
  });
  const tags = JSON.stringify(["auto-scheduled", ...(JSON.parse(row.tags) as string[])]);
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
  return (time) => {
    const id = uuid7();
    const state = stateRow({
      id: uuid7(),
      type: "SCHEDULED",
      name: "Scheduled",
      timestamp: now,
      message: "Flow run scheduled",
      details: { ...NO_DETAILS, scheduled_time: formatTime(time), flow_run_id: id },
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
        deployment_version: row.deployment_version,
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
        state_id: state.id,
        state_type: state.type,
        state_name: state.name,
        state_timestamp: now,
        run_count: 0,
        expected_start_time: time,
        next_scheduled_start_time: time,
        start_time: null,
        end_time: null,
        total_run_time: 0,
      },
      state: { ...state, flow_run_id: id },
    };
  };
}
