/** What a deployment's request must be beyond its schema. */
import type { DeploymentCreate, DeploymentUpdate } from "@weir/contract";
import { CircularSchema, SchemaError, validateValues } from "../operations/schemas/validate.ts";
import { valueError } from "./validate.ts";

/** Most runs that a schedule may be told to plan ahead. */
const MOST_PLANNED = 50;

interface ScheduleEntry {
  readonly schedule?: { readonly timezone?: string | null } | null | undefined;
  readonly max_scheduled_runs?: number | null | undefined;
}

const isTimeZone = (name: string): boolean => {
  try {
    // Not an offset such as +02:00: schedules follow the zone's daylight saving.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** Refuses schedules in unknown time zones, or that plan too far ahead. */
export function checkSchedules(
  entries: readonly ScheduleEntry[],
  body: unknown,
  at: readonly (string | number)[] = [],
): void {
  for (const [index, { schedule, max_scheduled_runs: planned }] of entries.entries()) {
    const zone = schedule?.timezone;
    if (zone && !isTimeZone(zone))
      throw valueError(
        [...at, index, "schedule"],
        `Invalid timezone: "${zone}" (specify in IANA tzdata format, for example, America/New_York)`,
        schedule,
        body,
      );
    if (planned != null && planned > MOST_PLANNED)
      throw valueError(
        [...at, index, "max_scheduled_runs"],
        `\`max_scheduled_runs\` must be less than or equal to ${MOST_PLANNED}.`,
        planned,
        body,
      );
  }
}

/** Refuses two limits at once, parameters that do not fit the schema sent with them, and schedules that cannot be. */
export function checkDeployment(body: DeploymentCreate | DeploymentUpdate): void {
  if (body.concurrency_limit && body.global_concurrency_limit_id)
    throw valueError(
      [],
      "A deployment cannot have both a concurrency limit and a global concurrency limit.",
      body,
      body,
    );
  checkSchedules(body.schedules ?? [], body, ["schedules"]);
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
