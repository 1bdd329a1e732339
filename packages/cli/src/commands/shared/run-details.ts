/** What flow runs and task runs have in common, as `inspect` shows it. */
import { stateName } from "../../output/colours.ts";
import type { PropertyValue } from "../../output/properties.ts";
import { duration, local } from "../../output/time.ts";
import type { FlowRunResponse, TaskRun } from "@weir/contract";

export function stateDetails(run: FlowRunResponse | TaskRun): Record<string, PropertyValue> {
  return {
    State: run.state_type ? { painted: stateName(run.state_type, run.state_name) } : undefined,
    Message: run.state?.message ?? undefined,
    Created: time(run.created),
    Scheduled: run.start_time ? undefined : time(run.expected_start_time),
    Started: time(run.start_time),
    Ended: time(run.end_time),
    Duration: run.start_time && run.total_run_time !== undefined ? duration(run.total_run_time) : undefined,
    Attempts: run.run_count ? String(run.run_count) : undefined,
    Tags: run.tags?.length ? run.tags.join(", ") : undefined,
  };
}

export const time = (value: string | null | undefined): string | undefined => (value ? local(value) : undefined);
