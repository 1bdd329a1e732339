import { query } from "../query.ts";

export const readBlockDocument = query<{ id: string }>()((db, p) =>
  db.selectFrom("block_document").selectAll().where("id", "=", p("id")),
);
