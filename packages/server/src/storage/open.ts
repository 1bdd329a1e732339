import type { Channel } from "./channel.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import { unusable } from "./sqlite/unusable.ts";
import type { Store } from "./store.ts";

/** True for addresses of a PostgreSQL database; everything else is the path of a SQLite file. */
export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** The path in the address of a SQLite database. */
export const sqlitePath = (url: string): string => url.replace(/^sqlite:(\/\/)?/, "");

/**
 * Opens, and where needed creates and migrates, the database at a `postgres://` address or in a SQLite file.
 *
 * @throws CannotStart in words for people, where it cannot be used
 */
export async function openStore(url: string): Promise<Store> {
  if (!isPostgres(url)) {
    const path = sqlitePath(url);
    return openSqliteStore(path).catch((error: unknown) => {
      throw unusable(error, path);
    });
  }
  // The driver is loaded only where it is used.
  const [{ openPostgresStore }, postgres] = await Promise.all([
    import("./postgres/postgres-store.ts"),
    import("./postgres/unusable.ts"),
  ]);
  return openPostgresStore(url).catch((error: unknown) => {
    throw postgres.unusable(error, url);
  });
}

/** Opens the channel between the servers on a database; undefined for SQLite, where there is one server. */
export async function openChannel(url: string): Promise<Channel | undefined> {
  if (!isPostgres(url)) return undefined;
  const { openPostgresChannel } = await import("./postgres/postgres-channel.ts");
  return openPostgresChannel(url);
}
