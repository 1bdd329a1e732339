import { openPostgresStore } from "./postgres/postgres-store.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/** True for addresses of a PostgreSQL database; everything else is the path of a SQLite file. */
export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** Opens, and where needed creates and migrates, the database at a `postgres://` address or in a SQLite file. */
export const openStore = (url: string): Promise<Store> =>
  isPostgres(url) ? openPostgresStore(url) : openSqliteStore(url.replace(/^sqlite:(\/\/)?/, ""));
