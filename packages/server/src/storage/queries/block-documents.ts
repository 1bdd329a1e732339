import type { BlockDocumentSort } from "@weir/contract";
import { blockDocumentsMatching, type BlockFilters } from "../filters/blocks.ts";
import { query, type Builder, type Dialect } from "../query.ts";
import type { BlockDocumentReferenceTable, BlockDocumentTable } from "../tables.ts";

/** Inserts a document unless its type has one of that name; answers the rows that got in. */
export const insertBlockDocument = query<BlockDocumentTable>()((db, p) =>
  db
    .insertInto("block_document")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      name: p("name"),
      is_anonymous: p("is_anonymous"),
      data: p("data"),
      block_type_id: p("block_type_id"),
      block_schema_id: p("block_schema_id"),
    })
    .onConflict((conflict) => conflict.columns(["block_type_id", "name"]).doNothing()),
);

export const readBlockDocument = query<{ id: string }>()((db, p) =>
  db.selectFrom("block_document").selectAll().where("id", "=", p("id")),
);

/** Reads a document that is about to change; on PostgreSQL other transactions wait for this one. */
export const lockBlockDocument = query<{ id: string }>()((db, p, dialect) => {
  const select = db.selectFrom("block_document").selectAll().where("id", "=", p("id"));
  return dialect === "postgres" ? select.forUpdate() : select;
});

export const readBlockDocumentNamed = query<{ slug: string; name: string }>()((db, p) =>
  db
    .selectFrom("block_document")
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .selectAll("block_document")
    .where("block_type.slug", "=", p("slug"))
    .where("block_document.name", "=", p("name")),
);

export const readBlockDocumentsOf = (ids: readonly string[]) => (db: Builder) =>
  db.selectFrom("block_document").selectAll().where("id", "in", ids);

const matching = (dialect: Dialect, filters: BlockFilters) => (db: Builder) =>
  db
    .selectFrom("block_document")
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
    .where(blockDocumentsMatching(dialect, filters));

export const filterBlockDocuments =
  (
    dialect: Dialect,
    { filters, sort, limit, offset }: { filters: BlockFilters; sort: BlockDocumentSort; limit: number; offset: number },
  ) =>
  (db: Builder) => {
    const select = matching(dialect, filters)(db).selectAll("block_document").limit(limit).offset(offset);
    switch (sort) {
      case "NAME_ASC":
        return select.orderBy("block_document.name").orderBy("block_document.id");
      case "NAME_DESC":
        return select.orderBy("block_document.name", "desc").orderBy("block_document.id");
      case "BLOCK_TYPE_AND_NAME_ASC":
        return select.orderBy("block_type.name").orderBy("block_document.name").orderBy("block_document.id");
    }
  };

export const countBlockDocuments = (dialect: Dialect, filters: BlockFilters) => (db: Builder) =>
  matching(dialect, filters)(db).select((eb) => eb.fn.countAll<number>().as("count"));

export const updateBlockDocument = query<Pick<BlockDocumentTable, "id" | "updated" | "data" | "block_schema_id">>()(
  (db, p) =>
    db
      .updateTable("block_document")
      .set({ updated: p("updated"), data: p("data"), block_schema_id: p("block_schema_id") })
      .where("id", "=", p("id")),
);

/** Documents in the order of their ids, from after one of them. */
export const readBlockDocumentsAfter = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom("block_document")
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .select(["block_document.id", "block_document.name", "block_document.data", "block_document.is_anonymous"])
    .select("block_type.slug")
    .where("block_document.id", ">", p("after"))
    .orderBy("block_document.id")
    .limit(p("limit")),
);

/** Seals the same data anew, unless it has changed meanwhile. */
export const resealBlockDocument = query<{ id: string; data: string; former: string }>()((db, p) =>
  db
    .updateTable("block_document")
    .set({ data: p("data") })
    .where("id", "=", p("id"))
    .where("data", "=", p("former")),
);

export const deleteBlockDocument = query<{ id: string }>()((db, p) =>
  db.deleteFrom("block_document").where("id", "=", p("id")),
);

/** What documents refer to. */
export const readReferencesOf = (parentIds: readonly string[]) => (db: Builder) =>
  db.selectFrom("block_document_reference").selectAll().where("parent_id", "in", parentIds).orderBy("name");

export const insertReference = query<BlockDocumentReferenceTable>()((db, p) =>
  db
    .insertInto("block_document_reference")
    .values({ parent_id: p("parent_id"), name: p("name"), child_id: p("child_id") }),
);

export const deleteReference = query<{ parent_id: string; name: string }>()((db, p) =>
  db.deleteFrom("block_document_reference").where("parent_id", "=", p("parent_id")).where("name", "=", p("name")),
);
