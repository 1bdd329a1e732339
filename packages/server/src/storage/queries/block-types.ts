import { formatTime, type BlockType } from "@weir/contract";
import { blockTypesMatching, type BlockFilters } from "../filters/blocks.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { BlockTypeTable } from "../tables.ts";

export const toBlockType = (row: BlockTypeTable): BlockType => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  slug: row.slug,
  logo_url: row.logo_url,
  documentation_url: row.documentation_url,
  description: row.description,
  code_example: row.code_example,
  is_protected: row.is_protected === 1,
});

/** Inserts a type unless its name or slug is taken; answers the rows that got in. */
export const insertBlockType = query<BlockTypeTable>()((db, p) =>
  db
    .insertInto("block_type")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      name: p("name"),
      slug: p("slug"),
      logo_url: p("logo_url"),
      documentation_url: p("documentation_url"),
      description: p("description"),
      code_example: p("code_example"),
      is_protected: p("is_protected"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

export const readBlockType = query<{ id: string }>()((db, p) =>
  db.selectFrom("block_type").selectAll().where("id", "=", p("id")),
);

export const readBlockTypeBySlug = query<{ slug: string }>()((db, p) =>
  db.selectFrom("block_type").selectAll().where("slug", "=", p("slug")),
);

export const filterBlockTypes =
  (
    dialect: Dialect,
    { filters, limit, offset }: { filters: Omit<BlockFilters, "block_documents">; limit: number; offset: number },
  ) =>
  (db: Builder) =>
    db
      .selectFrom("block_type")
      .selectAll()
      .where(blockTypesMatching(dialect, filters))
      .orderBy("name")
      .limit(limit)
      .offset(offset);

/** What of a type can be changed. */
export type BlockTypeTexts = Pick<
  BlockTypeTable,
  "logo_url" | "documentation_url" | "description" | "code_example" | "updated"
>;

export const updateBlockType = query<BlockTypeTexts & { id: string }>()((db, p) =>
  db
    .updateTable("block_type")
    .set({
      updated: p("updated"),
      logo_url: p("logo_url"),
      documentation_url: p("documentation_url"),
      description: p("description"),
      code_example: p("code_example"),
    })
    .where("id", "=", p("id")),
);

export const deleteBlockType = query<{ id: string }>()((db, p) =>
  db.deleteFrom("block_type").where("id", "=", p("id")),
);
