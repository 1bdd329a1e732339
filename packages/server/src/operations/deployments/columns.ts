import type { DeploymentCreate, DeploymentUpdate } from "@weir/contract";
import type { DeploymentChanges } from "../../storage/queries/deployments.ts";

type Body = DeploymentCreate | DeploymentUpdate;

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/**
 * The columns that a request's fields set; a field that was not sent sets none. Limit, work pool, schedules and labels
 * are not among them: they need more than the request to be known.
 */
export function columnsOf(body: Body): DeploymentChanges {
  const changes: Record<string, unknown> = {};
  const set = <K extends keyof Body & keyof DeploymentChanges>(
    field: K,
    encode: (value: NonNullable<Body[K]> | null) => unknown = (value) => value,
    { nullable = true } = {},
  ): void => {
    const value = body[field];
    if (value === undefined || (value === null && !nullable)) return;
    changes[field] = encode(value as NonNullable<Body[K]> | null);
  };
  set("version");
  set("description");
  set("path");
  set("entrypoint");
  set("storage_document_id");
  set("infrastructure_document_id");
  set("concurrency_options", (options) => options && JSON.stringify({ grace_period_seconds: null, ...options }));
  set("parameter_openapi_schema", json);
  set("pull_steps", json);
  set("paused", (value) => (value ? 1 : 0), { nullable: false });
  set("enforce_parameter_schema", (value) => (value ? 1 : 0), { nullable: false });
  set("parameters", json, { nullable: false });
  set("job_variables", json, { nullable: false });
  set("tags", json, { nullable: false });
  return changes;
}
