import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Compilable,
} from "kysely";
import pg from "pg";
import { migrate } from "../migrate.ts";
import { bind, QueryCompiler, type Builder, type Query } from "../query.ts";
import type { Reader, Store, Transaction } from "../store.ts";
import type { Tables } from "../tables.ts";
import { isRetryable, translateError } from "./errors.ts";

/** Connections of one server. */
const POOL_SIZE = 16;
/** How often a transaction that lost a race (deadlock, serialisation) is begun again. */
const ATTEMPTS = 5;
/** Key of the advisory lock under which migrations run: "weir" in ASCII. */
const MIGRATION_LOCK = 0x77656972;

const INT8 = 20;
const NUMERIC = 1700;
const JSON_TYPES = [114, 3802];

/** Integers as numbers, JSON as text: rows look the same as those of SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === INT8 || oid === NUMERIC) return Number;
    if (JSON_TYPES.includes(oid)) return (value: string) => value;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig["getTypeParser"],
};

const builder = (): Builder =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });

type Queryable = Pick<pg.Pool | pg.PoolClient, "query">;

/** Runs queries on a pool or on one connection. */
class Session implements Reader {
  readonly dialect = "postgres";
  readonly #target: Queryable;
  readonly #compiler: QueryCompiler;

  constructor(target: Queryable, compiler: QueryCompiler) {
    this.#target = target;
    this.#compiler = compiler;
  }

  async #query(config: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await this.#target.query(config);
    } catch (error) {
      throw translateError(error);
    }
  }

  #declared(definition: Query<never, unknown>, args: unknown): Promise<pg.QueryResult> {
    const compiled = this.#compiler.compile(definition);
    return this.#query({ name: compiled.name, text: compiled.sql, values: bind(compiled, args as never) });
  }

  #built(build: (db: Builder) => Compilable): Promise<pg.QueryResult> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    return this.#query({ text: sql, values: parameters as unknown[] });
  }

  async first<A, R>(definition: Query<A, R>, args: A): Promise<R | undefined> {
    return (await this.#declared(definition as never, args)).rows[0] as R | undefined;
  }

  async all<A, R>(definition: Query<A, R>, args: A): Promise<R[]> {
    return (await this.#declared(definition as never, args)).rows as R[];
  }

  async rows<R>(build: (db: Builder) => Compilable<R>): Promise<R[]> {
    return (await this.#built(build)).rows as R[];
  }

  async run<A>(definition: Query<A, unknown>, args: A): Promise<number> {
    return (await this.#declared(definition as never, args)).rowCount ?? 0;
  }

  async change(build: (db: Builder) => Compilable): Promise<number> {
    return (await this.#built(build)).rowCount ?? 0;
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  compiler: QueryCompiler,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw translateError(error);
  });
  const afterCommit: (() => void)[] = [];
  let broken: Error | undefined;
  let result: T;
  try {
    await client.query("BEGIN");
    const session = new Session(client, compiler);
    result = await work({
      dialect: "postgres",
      first: (definition, args) => session.first(definition, args),
      all: (definition, args) => session.all(definition, args),
      rows: (build) => session.rows(build),
      run: (definition, args) => session.run(definition, args),
      change: (build) => session.change(build),
      afterCommit: (done) => afterCommit.push(done),
    });
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
    throw translateError(error);
  } finally {
    client.release(broken);
  }
  for (const done of afterCommit) done();
  return result;
}

/** Opens (and migrates) the PostgreSQL database at `url`. */
export async function openPostgresStore(url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, types, application_name: "weir" });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  const compiler = new QueryCompiler(builder(), "postgres");
  try {
    await migrate({
      dialect: "postgres",
      exclusively: async (work) => {
        const client = await pool.connect();
        try {
          await client.query("BEGIN");
          await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
          await work(
            (sql) => client.query(sql),
            async (sql) => (await client.query<{ version: number }>(sql)).rows,
          );
          await client.query("COMMIT");
        } catch (error) {
          await client.query("ROLLBACK");
          throw error;
        } finally {
          client.release();
        }
      },
    });
  } catch (error) {
    await pool.end();
    throw translateError(error);
  }
  const reader = new Session(pool, compiler);
  let closing: Promise<void> | undefined;
  return {
    dialect: "postgres",
    read: (work) => work(reader),
    scan: (work) => work(reader),
    write: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await inTransaction(pool, compiler, work);
        } catch (error) {
          if (attempt >= ATTEMPTS || !isRetryable(error)) throw error;
        }
      }
    },
    get waiting() {
      return pool.waitingCount;
    },
    healthy: () =>
      pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: () => (closing ??= pool.end()),
  };
}
