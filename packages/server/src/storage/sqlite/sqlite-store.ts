import type { StatementSync } from "node:sqlite";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from "kysely";
import { migrate } from "../migrate.ts";
import { bind, QueryCompiler, type Builder, type Query, type Value } from "../query.ts";
import type { Reader, Store, Transaction } from "../store.ts";
import type { Tables } from "../tables.ts";
import { DatabaseSync } from "./driver.ts";
import { translateError } from "./errors.ts";
import { GroupedWriter } from "./writer.ts";

/** How long a process waits for another one's transaction on the same file, in milliseconds. */
const BUSY_TIMEOUT = 10_000;
/** Statements built on the spot that a connection keeps prepared. */
const KEPT_STATEMENTS = 500;

const builder = (): Builder =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

/** One connection with its prepared statements. */
class Connection implements Reader {
  readonly dialect = "sqlite";
  readonly db: DatabaseSync;
  readonly #compiler: QueryCompiler;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, compiler: QueryCompiler, readOnly: boolean) {
    this.db = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    this.#compiler = compiler;
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translateError(error);
    }
  }

  async first<A, R>(definition: Query<A, R>, args: A): Promise<R | undefined> {
    const compiled = this.#compiler.compile(definition as never);
    return this.#guard(() => this.#prepare(compiled.sql).get(...bind(compiled, args as never)) as R | undefined);
  }

  async all<A, R>(definition: Query<A, R>, args: A): Promise<R[]> {
    const compiled = this.#compiler.compile(definition as never);
    return this.#guard(() => this.#prepare(compiled.sql).all(...bind(compiled, args as never)) as R[]);
  }

  async rows<R>(build: (db: Builder) => Compilable<R>): Promise<R[]> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    return this.#guard(() => this.#prepare(sql).all(...(parameters as Value[])) as R[]);
  }

  async run<A>(definition: Query<A, unknown>, args: A): Promise<number> {
    const compiled = this.#compiler.compile(definition as never);
    return this.#guard(() => Number(this.#prepare(compiled.sql).run(...bind(compiled, args as never)).changes));
  }

  async change(build: (db: Builder) => Compilable): Promise<number> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    return this.#guard(() => Number(this.#prepare(sql).run(...(parameters as Value[])).changes));
  }
}

/** Opens (and migrates) the SQLite database in `path`, a file. */
export async function openSqliteStore(path: string): Promise<Store> {
  const compiler = new QueryCompiler(builder(), "sqlite");
  const writing = new Connection(path, compiler, false);
  writing.db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000",
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
  const writer = new GroupedWriter(writing.db, (afterCommit): Transaction => ({
    dialect: "sqlite",
    first: (definition, args) => writing.first(definition, args),
    all: (definition, args) => writing.all(definition, args),
    rows: (build) => writing.rows(build),
    run: (definition, args) => writing.run(definition, args),
    change: (build) => writing.change(build),
    afterCommit,
  }));
  let closed = false;
  return {
    dialect: "sqlite",
    read: (work) => work(reading),
    write: (work) => writer.write(work),
    healthy: async () => !closed && reading.db.prepare("SELECT 1 AS one").get() !== undefined,
    close: async () => {
      if (closed) return;
      await writer.idle();
      closed = true;
      reading.db.close();
      writing.db.exec("PRAGMA optimize");
      writing.db.close();
    },
  };
}
