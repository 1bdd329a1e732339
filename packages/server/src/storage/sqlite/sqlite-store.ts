import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { migrate } from "../migrate.ts";
import { QueryCompiler, type Builder } from "../query.ts";
import type { Store, Transaction } from "../store.ts";
import type { Tables } from "../tables.ts";
import { Checkpoints, LOG_PAGES } from "./checkpoints.ts";
import { Connection } from "./connection.ts";
import { Scans } from "./scans.ts";
import { GroupedWriter } from "./writer.ts";

const builder = (): Builder =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

/** Opens (and migrates) the SQLite database in `path`, a file. */
export async function openSqliteStore(path: string): Promise<Store> {
  const compiler = new QueryCompiler(builder(), "sqlite");
  const writing = new Connection(path, compiler, false);
  writing.db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LOG_PAGES};
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000`,
  );
  await migrate({
    dialect: "sqlite",
    exclusively: async (work) => {
      writing.db.exec("BEGIN IMMEDIATE");
      try {
        await work(
          async (sql) => writing.db.exec(sql),
          async (sql) => writing.db.prepare(sql).all() as never,
        );
        writing.db.exec("COMMIT");
      } catch (error) {
        if (writing.db.isTransaction) writing.db.exec("ROLLBACK");
        throw error;
      }
    },
  });
  const reading = new Connection(path, compiler, true);
  const scans = new Scans(path, compiler);
  const checkpoints = new Checkpoints(path);
  const transaction = (afterCommit: Transaction["afterCommit"]): Transaction => ({
    dialect: "sqlite",
    first: (definition, args) => writing.first(definition, args),
    all: (definition, args) => writing.all(definition, args),
    rows: (build) => writing.rows(build),
    run: (definition, args) => writing.run(definition, args),
    change: (build) => writing.change(build),
    afterCommit,
  });
  const writer = new GroupedWriter(writing.db, transaction, () => checkpoints.committed(writing.changes));
  let closed = false;
  return {
    dialect: "sqlite",
    read: (work) => work(reading),
    scan: (work) => work(scans),
    write: (work) => writer.write(work),
    get waiting() {
      return writer.waiting;
    },
    healthy: async () => !closed && reading.db.prepare("SELECT 1 AS one").get() !== undefined,
    close: async () => {
      if (closed) return;
      await writer.idle();
      closed = true;
      await Promise.all([checkpoints.close(), scans.close()]);
      reading.db.close();
      // No `PRAGMA optimize`: its statistics say what was there when they were taken. A server that stopped with four
      // runs would later read all of a hundred thousand, since four are soon read. Our queries know better (steer.ts).
      writing.db.close();
    },
  };
}
