/** From an entry of a file, its placeholders filled in, to what the server is sent. Pure. */
import type { DeploymentCreate, SchedulePolicy } from "@weir/contract";
import { Failure } from "../failure.ts";
import { type FoundFlow, isTypeScript } from "./flows.ts";
import { entriesOf, policyOf, scheduleOf } from "./schedules.ts";
import type { DeploymentEntry, Json, ScheduleEntry, Step } from "./types.ts";

/** What Python's process workers start for a flow in TypeScript; ours know it by the entrypoint. */
const COMMAND = "weir flow-run execute";

export type Body = Omit<DeploymentCreate, "flow_id">;

export interface Around {
  readonly flow: FoundFlow;
  readonly poolType: string;
  readonly version: string | undefined;
  readonly pullSteps: readonly Step[];
}

/** @param place where a key of the entry is */
export function bodyOf(entry: DeploymentEntry, around: Around, place: (key: string) => string): Body {
  const { flow, poolType, pullSteps } = around;
  const limit = typeof entry.concurrency_limit === "object" ? entry.concurrency_limit : null;
  const command = isTypeScript(entry.entrypoint!) && poolType === "process" ? { command: COMMAND } : {};
  const version = entry.version ?? around.version ?? flow.version ?? null;
  return {
    name: entry.name!,
    entrypoint: entry.entrypoint!,
    version: version === null ? null : String(version),
    description: entry.description || (flow.description ?? null),
    tags: tagsOf(entry.tags),
    parameters: { ...entry.parameters },
    parameter_openapi_schema: isTypeScript(entry.entrypoint!)
      ? { type: "object", properties: {}, ...flow.schema }
      : (flow.schema ?? { type: "object", properties: {} }),
    enforce_parameter_schema: entry.enforce_parameter_schema ?? flow.isEnforced,
    schedules: eachSchedule(entry, place, scheduleOf),
    paused: entry.paused ?? false,
    concurrency_limit: limit ? (limit.limit ?? null) : ((entry.concurrency_limit as number | null | undefined) ?? null),
    concurrency_options: limit
      ? {
          collision_strategy: limit.collision_strategy ?? "ENQUEUE",
          ...(limit.grace_period_seconds != null && { grace_period_seconds: limit.grace_period_seconds }),
        }
      : null,
    work_pool_name: entry.work_pool!.name!,
    ...(entry.work_pool!.work_queue_name != null && { work_queue_name: entry.work_pool!.work_queue_name }),
    job_variables: { ...command, ...entry.work_pool!.job_variables },
    pull_steps: pullSteps as Json[],
  };
}

function tagsOf(tags: DeploymentEntry["tags"]): string[] {
  const list = typeof tags === "string" ? tags.split(",").map((tag) => tag.trim()) : (tags ?? []);
  return [...new Set(list.map(String))];
}

/** The schedules of an entry in another form, each with its place if it cannot be. */
function eachSchedule<T>(
  { schedule, schedules }: DeploymentEntry,
  place: (key: string) => string,
  convert: (entry: ScheduleEntry) => T,
): T[] {
  return entriesOf(schedule, schedules).map((entry, at) => {
    try {
      return convert(entry);
    } catch (error) {
      throw new Failure(`${place("schedules")}: schedule ${at + 1} ${(error as Error).message}`, "Correct it.", {
        cause: error,
      });
    }
  });
}

/** What only Weir's servers know of the schedules, in their order. */
export const policiesOf = (entry: DeploymentEntry, place: (key: string) => string): (SchedulePolicy | null)[] =>
  eachSchedule(entry, place, policyOf);

/** Steps as a list: one may be written without, and empty ones are nothing. */
export const stepsOf = (steps: DeploymentEntry["build"]): readonly Step[] =>
  steps == null
    ? []
    : Array.isArray(steps)
      ? (steps as readonly Step[])
      : Object.keys(steps).length > 0
        ? [steps as Step]
        : [];
