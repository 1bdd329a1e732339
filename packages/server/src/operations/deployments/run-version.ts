/** The deployment of a run, as it was in the version that the run was made from. */
import type { DeploymentOfRun, DeploymentResponse } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { readVersion } from "../../storage/queries/deployment-versions.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { readFlowRun } from "../../storage/queries/flow-runs.ts";
import type { Context } from "../context.ts";
import { asDeployments } from "./read.ts";
import type { VersionContent } from "./version-content.ts";

/** What decides how a run is executed. Limits, schedules and the pool are the deployment's at any time. */
const EXECUTED = [
  "version",
  "description",
  "entrypoint",
  "path",
  "pull_steps",
  "job_variables",
  "parameters",
  "parameter_openapi_schema",
  "enforce_parameter_schema",
  "tags",
] as const satisfies readonly (keyof VersionContent & keyof DeploymentResponse)[];

/** `GET /weir/flow_runs/{id}/deployment`. */
export const deploymentOfRun = ({ store, clock }: Context, id: string): Promise<DeploymentOfRun> =>
  store.read(async (db) => {
    const run = await db.first(readFlowRun, { id });
    if (!run) throw notFound("Flow run");
    const row = run.deployment_id ? await db.first(readDeployment, { id: run.deployment_id }) : undefined;
    if (!row) throw notFound("Deployment");
    const [deployment] = await asDeployments(db, [row], clock.now());
    const version = run.version_id ? await db.first(readVersion, { id: run.version_id }) : undefined;
    const isCurrent = version === undefined || version.id === row.version_id;
    if (isCurrent) return { deployment: deployment!, version: version?.number ?? null, is_current: true };
    const content = JSON.parse(version.content) as VersionContent;
    const then = Object.fromEntries(EXECUTED.map((field) => [field, content[field]]));
    return { deployment: { ...deployment!, ...then }, version: version.number, is_current: false };
  });
