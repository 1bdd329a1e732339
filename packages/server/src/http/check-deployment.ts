/** What a deployment's request must be beyond its schema. */
import type { DeploymentCreate, DeploymentScheduleCreate, DeploymentUpdate } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { secondsOf } from "../operations/deployments/schedules.ts";
import { calendar } from "../operations/schedules/calendar.ts";
import { CircularSchema, SchemaError, validateValues } from "../operations/schemas/validate.ts";
import { valueError } from "./validate.ts";

/** Most runs that a schedule may be told to plan ahead. */
const MOST_PLANNED = 50;

interface ScheduleEntry {
  readonly schedule?: DeploymentScheduleCreate["schedule"] | null | undefined;
  readonly max_scheduled_runs?: number | null | undefined;
}

/** Refuses schedules that cannot be, or that plan too far ahead. */
export async function checkSchedules(
  entries: readonly ScheduleEntry[],
  body: unknown,
  at: readonly (string | number)[] = [],
): Promise<void> {
  if (entries.length === 0) return;
  const { checkSchedule, InvalidSchedule } = await calendar();
  for (const [index, { schedule, max_scheduled_runs: planned }] of entries.entries()) {
    if (planned != null && planned > MOST_PLANNED)
      throw valueError(
        [...at, index, "max_scheduled_runs"],
        `\`max_scheduled_runs\` must be less than or equal to ${MOST_PLANNED}.`,
        planned,
        body,
      );
    if (!schedule) continue;
    try {
      checkSchedule("interval" in schedule ? { ...schedule, interval: secondsOf(schedule.interval) } : schedule);
    } catch (error) {
      if (error instanceof InvalidSchedule || error instanceof Refusal)
        throw valueError([...at, index, "schedule"], error.message, schedule, body);
      throw error;
    }
  }
}

/** Refuses two limits at once, parameters that do not fit the schema sent with them, and schedules that cannot be. */
export async function checkDeployment(body: DeploymentCreate | DeploymentUpdate): Promise<void> {
  if (body.concurrency_limit && body.global_concurrency_limit_id)
    throw valueError(
      [],
      "A deployment cannot have both a concurrency limit and a global concurrency limit.",
      body,
      body,
    );
  await checkSchedules(body.schedules ?? [], body, ["schedules"]);
  // A change is checked later, against what is stored; a new deployment only if its request asks for it in so many words.
  if (!("flow_id" in body) || !body.enforce_parameter_schema || !body.parameter_openapi_schema) return;
  try {
    validateValues(body.parameter_openapi_schema, body.parameters ?? {}, { ignoreRequired: true });
  } catch (error) {
    if (error instanceof SchemaError) throw valueError([], error.message, body, body);
    if (error instanceof CircularSchema)
      throw valueError([], "Unable to validate schema with circular references.", body, body);
    throw error;
  }
}
