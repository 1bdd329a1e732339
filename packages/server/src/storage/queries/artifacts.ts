import {
  formatTime,
  type Artifact,
  type ArtifactCollection,
  type ArtifactCollectionFilter,
  type ArtifactFilter,
  type ArtifactSort,
} from "@weir/contract";
import { artifactsMatching, type ArtifactFilters } from "../filters/artifacts.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { ArtifactCollectionTable, ArtifactTable } from "../tables.ts";

type Maybe<T> = T | null | undefined;

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

export const toArtifact = (row: ArtifactTable | ArtifactCollectionTable): Artifact & { id: string } => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  key: row.key,
  type: row.type,
  description: row.description,
  data: parsed(row.data),
  metadata_: parsed(row.metadata_) as Artifact["metadata_"],
  flow_run_id: row.flow_run_id,
  task_run_id: row.task_run_id,
});

export const toCollection = (row: ArtifactCollectionTable): ArtifactCollection => ({
  ...toArtifact(row),
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  key: row.key,
  latest_id: row.latest_id,
});

export const insertArtifact = query<ArtifactTable>()((db, p) =>
  db.insertInto("artifact").values({
    id: p("id"),
    created: p("created"),
    updated: p("updated"),
    key: p("key"),
    type: p("type"),
    description: p("description"),
    data: p("data"),
    metadata_: p("metadata_"),
    flow_run_id: p("flow_run_id"),
    task_run_id: p("task_run_id"),
  }),
);

export const readArtifact = query<{ id: string }>()((db, p) =>
  db.selectFrom("artifact").selectAll().where("id", "=", p("id")),
);

/** The newest artifact of a key. */
export const readNewestArtifact = query<{ key: string }>()((db, p) =>
  db
    .selectFrom("artifact")
    .selectAll()
    .where("key", "=", p("key"))
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(1),
);

type Content = Pick<ArtifactTable, "updated" | "data" | "description" | "metadata_">;

export const updateArtifact = query<Content & { id: string }>()((db, p) =>
  db
    .updateTable("artifact")
    .set({ updated: p("updated"), data: p("data"), description: p("description"), metadata_: p("metadata_") })
    .where("id", "=", p("id")),
);

export const deleteArtifact = query<{ id: string }>()((db, p) => db.deleteFrom("artifact").where("id", "=", p("id")));

export const readCollection = query<{ key: string }>()((db, p) =>
  db.selectFrom("artifact_collection").selectAll().where("key", "=", p("key")),
);

/** Reads a collection that is about to change; on PostgreSQL other transactions wait for this one. */
export const lockCollection = query<{ key: string }>()((db, p, dialect) => {
  const select = db.selectFrom("artifact_collection").selectAll().where("key", "=", p("key"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

/** Inserts a collection unless its key has one; answers the rows that got in. */
export const insertCollection = query<ArtifactCollectionTable>()((db, p) =>
  db
    .insertInto("artifact_collection")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      key: p("key"),
      latest_id: p("latest_id"),
      type: p("type"),
      description: p("description"),
      data: p("data"),
      metadata_: p("metadata_"),
      flow_run_id: p("flow_run_id"),
      task_run_id: p("task_run_id"),
    })
    .onConflict((conflict) => conflict.column("key").doNothing()),
);

export const updateCollection = query<Omit<ArtifactCollectionTable, "key">>()((db, p) =>
  db
    .updateTable("artifact_collection")
    .set({
      created: p("created"),
      updated: p("updated"),
      latest_id: p("latest_id"),
      type: p("type"),
      description: p("description"),
      data: p("data"),
      metadata_: p("metadata_"),
      flow_run_id: p("flow_run_id"),
      task_run_id: p("task_run_id"),
    })
    .where("id", "=", p("id")),
);

export const deleteCollection = query<{ id: string }>()((db, p) =>
  db.deleteFrom("artifact_collection").where("id", "=", p("id")),
);

const ORDER = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  ID_DESC: ["id", "desc"],
  KEY_DESC: ["key", "desc"],
  KEY_ASC: ["key", "asc"],
} as const satisfies Record<ArtifactSort, unknown>;

export interface ArtifactQuery<F> {
  readonly artifacts: Maybe<F>;
  readonly filters: ArtifactFilters;
}
export interface ArtifactPage<F> extends ArtifactQuery<F> {
  readonly sort: ArtifactSort;
  readonly limit: number;
  readonly offset: number;
}

export const filterArtifacts =
  (dialect: Dialect, { artifacts, filters, sort, limit, offset }: ArtifactPage<ArtifactFilter>) =>
  (db: Builder) => {
    const [column, direction] = ORDER[sort];
    return (
      db
        .selectFrom("artifact")
        .selectAll()
        .where(artifactsMatching(dialect, "artifact", artifacts, filters))
        // Where those without a key stand is the same on both databases.
        .orderBy(column, (order) => (direction === "asc" ? order.asc().nullsFirst() : order.desc().nullsLast()))
        .limit(limit)
        .offset(offset)
    );
  };

export const filterCollections =
  (dialect: Dialect, { artifacts, filters, sort, limit, offset }: ArtifactPage<ArtifactCollectionFilter>) =>
  (db: Builder) => {
    const [column, direction] = ORDER[sort];
    return db
      .selectFrom("artifact_collection")
      .selectAll()
      .where(artifactsMatching(dialect, "artifact_collection", artifacts, filters))
      .orderBy(column, direction)
      .limit(limit)
      .offset(offset);
  };

export const countArtifacts =
  (
    dialect: Dialect,
    table: "artifact" | "artifact_collection",
    { artifacts, filters }: ArtifactQuery<ArtifactFilter | ArtifactCollectionFilter>,
  ) =>
  (db: Builder) =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(artifactsMatching(dialect, table, artifacts, filters));
