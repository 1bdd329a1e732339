import { formatTime, type BlockSchema, type BlockSchemaFilter } from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { blockSchemaIs } from "../filters/blocks.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { BlockSchemaTable, BlockTypeTable } from "../tables.ts";
import { toBlockType } from "./block-types.ts";

export const toBlockSchema = (row: BlockSchemaTable, type: BlockTypeTable): BlockSchema => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  checksum: row.checksum,
  fields: JSON.parse(row.fields) as Record<string, unknown>,
  block_type_id: row.block_type_id,
  block_type: toBlockType(type),
  capabilities: JSON.parse(row.capabilities) as string[],
  version: row.version,
});

/** Inserts a schema unless its checksum is known in that version; answers the rows that got in. */
export const insertBlockSchema = query<BlockSchemaTable>()((db, p) =>
  db
    .insertInto("block_schema")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      checksum: p("checksum"),
      version: p("version"),
      fields: p("fields"),
      capabilities: p("capabilities"),
      block_type_id: p("block_type_id"),
    })
    .onConflict((conflict) => conflict.columns(["checksum", "version"]).doNothing()),
);

export const readBlockSchema = query<{ id: string }>()((db, p) =>
  db.selectFrom("block_schema").selectAll().where("id", "=", p("id")),
);

/** The newest schema of a checksum. */
export const readBlockSchemaByChecksum = query<{ checksum: string }>()((db, p) =>
  db
    .selectFrom("block_schema")
    .selectAll()
    .where("checksum", "=", p("checksum"))
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(1),
);

export const readBlockSchemaVersion = query<{ checksum: string; version: string }>()((db, p) =>
  db.selectFrom("block_schema").selectAll().where("checksum", "=", p("checksum")).where("version", "=", p("version")),
);

export const filterBlockSchemas =
  (
    dialect: Dialect,
    { filter, limit, offset }: { filter: BlockSchemaFilter | null | undefined; limit: number; offset: number },
  ) =>
  (db: Builder) =>
    db
      .selectFrom("block_schema")
      .selectAll()
      .where(orTrue(blockSchemaIs(dialect, filter)))
      .orderBy("created", "desc")
      .orderBy("id", "desc")
      .limit(limit)
      .offset(offset);

export const readCapabilities = query<Record<never, never>>()((db) =>
  db.selectFrom("block_schema").select("capabilities").distinct(),
);

export const readBlockSchemasOf = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("block_schema").selectAll().where("id", "in", ids);

export const readBlockTypesOf = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("block_type").selectAll().where("id", "in", ids);

export const deleteBlockSchema = query<{ id: string }>()((db, p) =>
  db.deleteFrom("block_schema").where("id", "=", p("id")),
);
