import { query } from "../query.ts";

export const readConfiguration = query<{ key: string }>()((db, p) =>
  db.selectFrom("configuration").select("value").where("key", "=", p("key")),
);

export const writeConfiguration = query<{ key: string; value: string }>()((db, p) =>
  db
    .insertInto("configuration")
    .values({ key: p("key"), value: p("value") })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: p("value") })),
);

export const deleteConfiguration = query<{ key: string }>()((db, p) =>
  db.deleteFrom("configuration").where("key", "=", p("key")),
);

/** What blocks like this document can do; no row if there is no such document. */
export const readBlockDocumentCapabilities = query<{ id: string }>()((db, p) =>
  db
    .selectFrom("block_document")
    .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
    .select("block_schema.capabilities")
    .where("block_document.id", "=", p("id")),
);
