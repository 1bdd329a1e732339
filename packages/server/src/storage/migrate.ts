/**
 * Brings a database to the present schema. Safe when many processes start at once: each takes the same exclusive lock,
 * and all but the first find the work done.
 */
import { CannotStart } from "../platform/cannot-start.ts";
import { MIGRATIONS } from "./migrations/embedded.generated.ts";
import type { Dialect } from "./query.ts";

type Execute = (sql: string) => Promise<unknown>;
type Select = (sql: string) => Promise<{ version: number }[]>;

interface MigrationTarget {
  readonly dialect: Dialect;
  /** Runs work in one transaction that no other process's migration overlaps. */
  exclusively(work: (execute: Execute, select: Select) => Promise<void>): Promise<void>;
}

/** Thrown when the database was written by a newer Weir than this one. */
export class NewerDatabase extends CannotStart {
  override readonly name = "NewerDatabase";
}

const LATEST = MIGRATIONS.at(-1)!.version;

export async function migrate(target: MigrationTarget): Promise<void> {
  await target.exclusively(async (execute, select) => {
    await execute("CREATE TABLE IF NOT EXISTS weir_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    // Changes nothing, but needs the right to: a database that may only be read is told now, not by the first request.
    await execute("UPDATE weir_migration SET name = name WHERE version < 0");
    const found = (await select("SELECT coalesce(max(version), 0) AS version FROM weir_migration"))[0]!.version;
    if (found > LATEST)
      throw new NewerDatabase(
        `the database was written by a newer Weir: it has schema ${found}, this one knows only up to ${LATEST}`,
        "Upgrade Weir, or use another database.",
      );
    for (const migration of MIGRATIONS) {
      if (migration.version <= found) continue;
      await execute(migration[target.dialect]);
      await execute(`INSERT INTO weir_migration (version, name) VALUES (${migration.version}, '${migration.name}')`);
    }
  });
}
