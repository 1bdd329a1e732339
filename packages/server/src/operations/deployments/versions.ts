/**
 * The versions of deployments.
 *
 * V1. Whatever creates or changes a deployment's content leaves a version of it, in the same transaction; what changes
 *     nothing leaves none. A version is never changed.
 * V2. A run keeps the version that was in force, or that was tried, when it was made.
 * V3. Going back makes another version, whose content is that of the earlier one.
 */
import { formatTime, type DeploymentAdditions, type DeploymentSource, type DeploymentVersion } from "@weir/contract";
import { notFound } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { readDeployment, updateDeployment } from "../../storage/queries/deployments.ts";
import { readSchedulesOf } from "../../storage/queries/deployment-schedules.ts";
import {
  forgetVersions,
  insertVersion,
  readLastVersionNumber,
  readVersion,
  readVersionNumbered,
  readVersionsOf,
} from "../../storage/queries/deployment-versions.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { DeploymentTable, DeploymentVersionTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { contentOf, hashOf, type VersionContent } from "./version-content.ts";

/** Versions of a deployment that are kept. */
const KEPT = 200;

/** Adds a version, in force or not. */
export async function insertNewVersion(
  { clock }: Context,
  tx: Transaction,
  row: Pick<DeploymentTable, "id" | "version_id">,
  content: VersionContent,
  { message, author, commit }: DeploymentSource,
): Promise<DeploymentVersionTable> {
  const last = (await tx.first(readLastVersionNumber, { deployment_id: row.id }))?.number ?? 0;
  const version: DeploymentVersionTable = {
    id: uuid7(),
    created: clock.now(),
    deployment_id: row.id,
    number: last + 1,
    hash: hashOf(content),
    content: JSON.stringify(content),
    message: message ?? null,
    author: author ?? null,
    source: commit ? JSON.stringify(commit) : null,
  };
  await tx.run(insertVersion, version);
  if (last + 1 > KEPT)
    await tx.run(forgetVersions, {
      deployment_id: row.id,
      upTo: last + 1 - KEPT,
      current: row.version_id ?? version.id,
    });
  return version;
}

/** Notes what a deployment is now (V1), in the transaction that has changed it. What was being tried is over then. */
export async function recordVersion(
  context: Context,
  tx: Transaction,
  row: DeploymentTable,
  source: DeploymentSource = {},
): Promise<void> {
  const content = await contentOf(tx, row);
  const hash = hashOf(content);
  const current = row.version_id ? await tx.first(readVersion, { id: row.version_id }) : undefined;
  if (current?.hash === hash) return;
  const tried = row.canary_id ? await tx.first(readVersion, { id: row.canary_id }) : undefined;
  const version = tried?.hash === hash ? tried : await insertNewVersion(context, tx, row, content, source);
  await tx.change(updateDeployment(row.id, { version_id: version.id, canary_id: null, canary_share: 0 }));
}

const toVersion = (version: DeploymentVersionTable, row: DeploymentTable): DeploymentVersion => ({
  id: version.id,
  created: formatTime(version.created),
  deployment_id: version.deployment_id,
  number: version.number,
  hash: version.hash,
  message: version.message,
  author: version.author,
  commit: version.source === null ? null : (JSON.parse(version.source) as Record<string, unknown>),
  is_current: version.id === row.version_id,
  canary_share: version.id === row.canary_id ? row.canary_share : null,
});

async function found(db: Reader, id: string): Promise<DeploymentTable> {
  const row = await db.first(readDeployment, { id });
  if (!row) throw notFound("Deployment");
  return row;
}

export const listVersions = ({ store }: Context, id: string): Promise<DeploymentVersion[]> =>
  store.read(async (db) => {
    const row = await found(db, id);
    return (await db.all(readVersionsOf, { deployment_id: id })).map((version) => toVersion(version, row));
  });

export const readVersionOf = (
  { store }: Context,
  id: string,
  number: number,
): Promise<DeploymentVersion & { content: Record<string, unknown> }> =>
  store.read(async (db) => {
    const row = await found(db, id);
    const version = await db.first(readVersionNumbered, { deployment_id: id, number });
    if (!version) throw notFound(`Version ${number} of the deployment`);
    return { ...toVersion(version, row), content: JSON.parse(version.content) as Record<string, unknown> };
  });

/** What Weir knows of a deployment beside the protocol. */
export async function additionsOf(db: Reader, id: string): Promise<DeploymentAdditions> {
  const row = await found(db, id);
  const schedules = await db.rows(readSchedulesOf([id]));
  const current = row.version_id ? await db.first(readVersion, { id: row.version_id }) : undefined;
  const tried = row.canary_id ? await db.first(readVersion, { id: row.canary_id }) : undefined;
  return {
    schedules: Object.fromEntries(
      schedules.flatMap((schedule) =>
        schedule.policy === null
          ? []
          : [[schedule.id, JSON.parse(schedule.policy) as DeploymentAdditions["schedules"][string]]],
      ),
    ),
    version: current?.number ?? null,
    canary: tried ? { version: tried.number, share: row.canary_share } : null,
  };
}

export const readAdditions = ({ store }: Context, id: string): Promise<DeploymentAdditions> =>
  store.read((db) => additionsOf(db, id));
