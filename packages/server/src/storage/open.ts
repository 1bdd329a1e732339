import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/** True for addresses of a PostgreSQL database; everything else is the path of a SQLite file. */
export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** Opens, and where needed creates and migrates, the database at a `postgres://` address or in a SQLite file. */
export async function openStore(url: string): Promise<Store> {
  if (!isPostgres(url)) return openSqliteStore(url.replace(/^sqlite:(\/\/)?/, ""));
  // The driver is loaded only where it is used.
  const { openPostgresStore } = await import("./postgres/postgres-store.ts");
  return openPostgresStore(url);
}
