import type {
  Artifact,
  ArtifactCollection,
  ArtifactCollectionFilter,
  ArtifactCreate,
  ArtifactFilter,
  ArtifactUpdate,
  Micros,
} from "@weir/contract";
import { Refusal, stillThere } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import {
  countArtifacts,
  deleteArtifact,
  deleteCollection,
  filterArtifacts,
  filterCollections,
  insertArtifact,
  insertCollection,
  lockCollection,
  readArtifact,
  readCollection,
  readNewestArtifact,
  toArtifact,
  toCollection,
  updateArtifact,
  updateCollection,
  type ArtifactPage,
  type ArtifactQuery,
} from "../storage/queries/artifacts.ts";
import type { Transaction } from "../storage/store.ts";
import type { ArtifactCollectionTable, ArtifactTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";
import { recordEvent } from "./events.ts";

const notThere = (): Refusal => new Refusal("not_found", "Artifact not found.");

/** Longer values of metadata are cut, in characters. */
const MAX_METADATA = 500;

const encodeData = (data: unknown): string | null => (data == null ? null : JSON.stringify(data));

function encodeMetadata(metadata: Readonly<Record<string, string>> | null | undefined): string | null {
  if (metadata == null) return null;
  const cut = (value: string): string => (value.length > MAX_METADATA ? `${value.slice(0, MAX_METADATA)}...` : value);
  return JSON.stringify(Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, cut(value)])));
}

const recordCollectionEvent = (
  context: Context,
  tx: Transaction,
  kind: "created" | "updated" | "deleted",
  row: ArtifactCollectionTable,
  occurred: Micros,
): Promise<void> =>
  recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.artifact-collection.${kind}`,
    resource: { "prefect.resource.id": `prefect.artifact-collection.${row.id}`, "prefect.resource.name": row.key },
    related: [
      { "prefect.resource.id": `prefect.artifact.${row.latest_id}`, "prefect.resource.role": "latest" },
      ...(row.flow_run_id
        ? [{ "prefect.resource.id": `prefect.flow-run.${row.flow_run_id}`, "prefect.resource.role": "flow-run" }]
        : []),
      ...(row.task_run_id
        ? [{ "prefect.resource.id": `prefect.task-run.${row.task_run_id}`, "prefect.resource.role": "task-run" }]
        : []),
    ],
    payload: {
      key: row.key,
      type: row.type,
      data: row.data === null ? null : (JSON.parse(row.data) as unknown),
      description: row.description,
    },
  });

/** Makes an artifact the latest of its key. What the request did not say keeps its value in the collection. */
async function collect(
  context: Context,
  tx: Transaction,
  key: string,
  artifact: ArtifactTable,
  sent: ArtifactCreate,
): Promise<void> {
  const fresh: ArtifactCollectionTable = { ...artifact, id: uuid7(), key, latest_id: artifact.id };
  if ((await tx.run(insertCollection, fresh)) > 0)
    return recordCollectionEvent(context, tx, "created", fresh, artifact.created);
  const present = stillThere(await tx.first(lockCollection, { key }));
  const row: ArtifactCollectionTable = {
    ...present,
    updated: artifact.updated,
    latest_id: artifact.id,
    type: sent.type === undefined ? present.type : artifact.type,
    description: sent.description === undefined ? present.description : artifact.description,
    data: sent.data === undefined ? present.data : artifact.data,
    metadata_: sent.metadata_ === undefined ? present.metadata_ : artifact.metadata_,
    flow_run_id: sent.flow_run_id === undefined ? present.flow_run_id : artifact.flow_run_id,
    task_run_id: sent.task_run_id === undefined ? present.task_run_id : artifact.task_run_id,
  };
  await tx.run(updateCollection, row);
  return recordCollectionEvent(context, tx, "updated", row, artifact.updated);
}

export const createArtifact = (context: Context, body: ArtifactCreate): Promise<Artifact> =>
  context.store.write((tx) => storeArtifact(context, tx, { ...body, id: uuid7() }, context.clock.now()));

/**
 * Stores an artifact under its id, in a transaction of the caller's.
 *
 * @param isLatest false if a newer one of its key is there
 */
export async function storeArtifact(
  context: Context,
  tx: Transaction,
  given: ArtifactCreate & { readonly id: string },
  created: Micros,
  isLatest = true,
): Promise<Artifact> {
  const row: ArtifactTable = {
    id: given.id,
    created,
    updated: created,
    key: given.key ?? null,
    type: given.type ?? null,
    description: given.description ?? null,
    data: encodeData(given.data),
    metadata_: encodeMetadata(given.metadata_),
    flow_run_id: given.flow_run_id ?? null,
    task_run_id: given.task_run_id ?? null,
  };
  await tx.run(insertArtifact, row);
  if (row.key !== null && isLatest) await collect(context, tx, row.key, row, given);
  return toArtifact(row);
}

export async function readArtifactById({ store }: Context, id: string): Promise<Artifact> {
  const row = await store.read((db) => db.first(readArtifact, { id }));
  if (!row) throw notThere();
  return toArtifact(row);
}

/** The latest artifact of a key, under the id of its collection. */
export async function readLatestArtifact({ store }: Context, key: string): Promise<Artifact> {
  const row = await store.read((db) => db.first(readCollection, { key }));
  if (!row) throw notThere();
  return toArtifact(row);
}

/** Changes what the body has, also in the collection if the artifact is the latest of its key. */
export async function updateArtifactById(context: Context, id: string, body: ArtifactUpdate): Promise<void> {
  const updated = context.clock.now();
  await context.store.write(async (tx) => {
    const row = await tx.first(readArtifact, { id });
    if (!row) throw notThere();
    const content = {
      updated,
      data: body.data === undefined ? row.data : encodeData(body.data),
      description: body.description === undefined ? row.description : body.description,
      metadata_: body.metadata_ === undefined ? row.metadata_ : encodeMetadata(body.metadata_),
    };
    await tx.run(updateArtifact, { id, ...content });
    const collection = row.key === null ? undefined : await tx.first(lockCollection, { key: row.key });
    if (collection?.latest_id === id) await tx.run(updateCollection, { ...collection, ...content });
  });
}

export async function deleteArtifactById(context: Context, id: string): Promise<void> {
  const now = context.clock.now();
  await context.store.write(async (tx) => {
    const row = await tx.first(readArtifact, { id });
    if (!row) throw notThere();
    const collection = row.key === null ? undefined : await tx.first(lockCollection, { key: row.key });
    await tx.run(deleteArtifact, { id });
    if (collection?.latest_id !== id) return;
    const next = await tx.first(readNewestArtifact, { key: collection.key });
    if (next) {
      const moved = { ...next, id: collection.id, key: collection.key, latest_id: next.id };
      await tx.run(updateCollection, moved);
      await recordCollectionEvent(context, tx, "updated", moved, now);
    } else {
      await recordCollectionEvent(context, tx, "deleted", collection, now);
      await tx.run(deleteCollection, { id: collection.id });
    }
  });
}

export const listArtifacts = ({ store }: Context, page: ArtifactPage<ArtifactFilter>): Promise<Artifact[]> =>
  store.read(async (db) => (await db.rows(filterArtifacts(db.dialect, page))).map(toArtifact));

export const listLatestArtifacts = (
  { store }: Context,
  page: ArtifactPage<ArtifactCollectionFilter>,
): Promise<ArtifactCollection[]> =>
  store.read(async (db) => (await db.rows(filterCollections(db.dialect, page))).map(toCollection));

export const countAllArtifacts = ({ store }: Context, which: ArtifactQuery<ArtifactFilter>): Promise<number> =>
  store.read(async (db) => (await db.rows(countArtifacts(db.dialect, "artifact", which)))[0]!.count);

export const countLatestArtifacts = (
  { store }: Context,
  which: ArtifactQuery<ArtifactCollectionFilter>,
): Promise<number> =>
  store.read(async (db) => (await db.rows(countArtifacts(db.dialect, "artifact_collection", which)))[0]!.count);
