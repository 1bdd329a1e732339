import { DatabaseSync } from "node:sqlite";
import pg from "pg";

/** What a statement finds in a database, read past the server that owns it. It is to select text. */
export async function readRows<Row>(database: string, sql: string): Promise<Row[]> {
  if (!database.startsWith("postgres")) {
    const db = new DatabaseSync(database, { readOnly: true });
    try {
      return db.prepare(sql).all() as Row[];
    } finally {
      db.close();
    }
  }
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query({ text: sql, types: { getTypeParser: () => String } })).rows as Row[];
  } finally {
    await client.end();
  }
}
