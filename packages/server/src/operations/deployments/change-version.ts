/** Which version of a deployment is in force: going back, trying one on some runs, and taking it over. */
import type { DeploymentAdditions, DeploymentCanary, DeploymentSource, DeploymentUpdate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { planAnew } from "../../storage/queries/deployment-schedules.ts";
import { readVersion, readVersionNumbered, readVersionsOf } from "../../storage/queries/deployment-versions.ts";
import { deleteScheduledRuns, lockDeployment, updateDeployment } from "../../storage/queries/deployments.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentTable, DeploymentVersionTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { checkParameters, hydrateParameters } from "./parameters.ts";
import { changeDeployment } from "./update.ts";
import { contentOf, hashOf, type VersionContent } from "./version-content.ts";
import { additionsOf, insertNewVersion } from "./versions.ts";

async function locked(tx: Transaction, id: string): Promise<DeploymentTable> {
  const row = await tx.first(lockDeployment, { id });
  if (!row) throw notFound("Deployment");
  return row;
}

/** Makes the deployment what a version says. */
async function bringIntoForce(
  context: Context,
  tx: Transaction,
  row: DeploymentTable,
  version: DeploymentVersionTable,
  source: DeploymentSource,
): Promise<void> {
  const { schedules, ...body } = JSON.parse(version.content) as VersionContent;
  await changeDeployment(context, tx, row, body, { schedules, source });
}

/** Says which runs are made from now on by which version: those that are planned are planned again. */
async function setCanary(
  context: Context,
  tx: Transaction,
  id: string,
  canary: Pick<DeploymentTable, "canary_id" | "canary_share">,
): Promise<void> {
  const now = context.clock.now();
  await tx.change(updateDeployment(id, { ...canary, updated: now }));
  await tx.change(deleteScheduledRuns(id, { autoOnly: true, after: now }));
  await tx.run(planAnew, { deployment_id: id });
}

/** `POST /weir/deployments/{id}/rollback`. */
export const rollBack = (
  context: Context,
  id: string,
  { to, source = {} }: { readonly to?: number | undefined; readonly source?: DeploymentSource | undefined },
): Promise<DeploymentAdditions> =>
  context.store.write(async (tx) => {
    const row = await locked(tx, id);
    if (to === undefined && row.canary_id !== null)
      await setCanary(context, tx, id, { canary_id: null, canary_share: 0 });
    else {
      const version = await targetOf(tx, row, to);
      const message = source.message ?? `Rollback to version ${version.number}`;
      await bringIntoForce(context, tx, row, version, { ...source, message });
    }
    return additionsOf(tx, id);
  });

/** The version that is named, or the last one before the present one that was different. */
async function targetOf(
  tx: Transaction,
  row: DeploymentTable,
  to: number | undefined,
): Promise<DeploymentVersionTable> {
  if (to !== undefined) {
    const version = await tx.first(readVersionNumbered, { deployment_id: row.id, number: to });
    if (version) return version;
    throw new Refusal("not_found", `The deployment has no version ${to}; \`weir deployment history\` lists them.`);
  }
  const versions = await tx.all(readVersionsOf, { deployment_id: row.id });
  const current = versions.find(({ id }) => id === row.version_id);
  const before = versions.find(({ number, hash }) => current && number < current.number && hash !== current.hash);
  if (before) return before;
  throw new Refusal("conflict", "The deployment has no version before the present one.");
}

/** `POST /weir/deployments/{id}/canary`. */
export const tryVersion = (
  context: Context,
  id: string,
  { share, changes, source = {} }: Omit<DeploymentCanary, "changes"> & { readonly changes: DeploymentUpdate },
): Promise<DeploymentAdditions> =>
  context.store.write(async (tx) => {
    const row = await locked(tx, id);
    if (row.version_id === null) await changeDeployment(context, tx, row, {}, {});
    const current = await contentOf(tx, row);
    const { schedules: _, paused: __, work_queue_name: ___, work_pool_name: pool, ...rest } = changes;
    if (pool !== undefined && pool !== current.work_pool_name)
      throw new Refusal(
        "conflict",
        `A version is tried in the deployment's own work pool, ${current.work_pool_name ?? "none"}, not in ${pool}: deploy without a canary to change the pool.`,
      );
    const parameters = rest.parameters ? await hydrateParameters(tx, rest.parameters, "deployment") : undefined;
    const content: VersionContent = { ...current, ...rest, ...(parameters && { parameters: { ...parameters } }) };
    if (content.enforce_parameter_schema)
      checkParameters(content.parameter_openapi_schema ?? null, content.parameters ?? {}, "updating deployment", {
        ignoreRequired: true,
      });
    if (hashOf(content) !== hashOf(current)) {
      const version = await insertNewVersion(context, tx, row, content, source);
      await setCanary(context, tx, id, { canary_id: version.id, canary_share: share });
    }
    return additionsOf(tx, id);
  });

/** `POST /weir/deployments/{id}/promote`. */
export const promote = (context: Context, id: string, source: DeploymentSource = {}): Promise<DeploymentAdditions> =>
  context.store.write(async (tx) => {
    const row = await locked(tx, id);
    const version = row.canary_id ? await tx.first(readVersion, { id: row.canary_id }) : undefined;
    if (!version)
      throw new Refusal(
        "conflict",
        "No version of the deployment is being tried: deploy one with `weir deploy --canary`.",
      );
    await bringIntoForce(context, tx, row, version, source);
    return additionsOf(tx, id);
  });
