import { sql, type Compilable, type RawBuilder } from "kysely";
import type { Builder } from "../query.ts";
import type { Transaction } from "../store.ts";

const statement =
  <R>(raw: RawBuilder<R>) =>
  (db: Builder): Compilable<R> => ({ compile: () => raw.compile(db) });

/** Removes every row of every table, but for the list of migrations. */
export async function emptyTables(tx: Transaction): Promise<void> {
  const listing =
    tx.dialect === "postgres"
      ? sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()`
      : sql<{
          name: string;
        }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'`;
  const tables = (await tx.rows(statement(listing)))
    .map(({ name }) => name)
    .filter((name) => name !== "weir_migration");
  if (tx.dialect === "postgres") {
    await tx.change(statement(sql`truncate table ${sql.join(tables.map((name) => sql.table(name)))} restart identity`));
    return;
  }
  // Tables refer to each other in circles: keys are checked when all is done.
  await tx.change(statement(sql`pragma defer_foreign_keys = on`));
  for (const name of tables) await tx.change(statement(sql`delete from ${sql.table(name)}`));
}
