import type { Compilable } from "kysely";
import { bind, type Builder, type Query, type QueryCompiler, type Value } from "../query.ts";
import type { Reader } from "../store.ts";
import { DatabaseSync } from "./driver.ts";
import { translateError } from "./errors.ts";
import { Statement } from "./statement.ts";

/** How long a process waits for another one's transaction on the same file, in milliseconds. */
const BUSY_TIMEOUT = 10_000;
/** Statements built on the spot that a connection keeps prepared. */
const KEPT_STATEMENTS = 500;

/** One connection with its prepared statements. */
export class Connection implements Reader {
  readonly dialect = "sqlite";
  readonly db: DatabaseSync;
  /** Changing statements so far. */
  changes = 0;
  readonly #compiler: QueryCompiler;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, compiler: QueryCompiler, readOnly: boolean) {
    this.db = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    this.#compiler = compiler;
  }

  async first<A, R>(definition: Query<A, R>, args: A): Promise<R | undefined> {
    const compiled = this.#compiler.compile(definition as never);
    return this.#guard(() => this.#prepare(compiled.sql).first(bind(compiled, args as never)) as R | undefined);
  }

  async all<A, R>(definition: Query<A, R>, args: A): Promise<R[]> {
    const compiled = this.#compiler.compile(definition as never);
    return this.#guard(() => this.#prepare(compiled.sql).all(bind(compiled, args as never)) as R[]);
  }

  async rows<R>(build: (db: Builder) => Compilable<R>): Promise<R[]> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    return this.#guard(() => this.#prepare(sql).all(parameters as Value[]) as R[]);
  }

  async run<A>(definition: Query<A, unknown>, args: A): Promise<number> {
    const compiled = this.#compiler.compile(definition as never);
    this.changes++;
    return this.#guard(() => this.#prepare(compiled.sql).run(bind(compiled, args as never)));
  }

  async change(build: (db: Builder) => Compilable): Promise<number> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    this.changes++;
    return this.#guard(() => this.#prepare(sql).run(parameters as Value[]));
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
      statement = new Statement(this.db.prepare(sql));
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
}
