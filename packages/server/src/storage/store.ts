/**
 * The port to the database. Two stores implement it: SQLite and PostgreSQL.
 *
 * S1. `write` runs its work in one transaction; its promise resolves only after that transaction is durable.
 * S2. What one `write` throws undoes only that write, also where several writes share a commit.
 * S3. Work inside `write` awaits nothing but the transaction's own calls: on SQLite all writers share one connection.
 * S4. `read` never sees what is not committed.
 */
import type { Compilable } from "kysely";
import type { Builder, Dialect, Query } from "./query.ts";

export { ConstraintError, StoreUnavailable, ValueError } from "../platform/errors.ts";

/** Runs queries. */
export interface Reader {
  readonly dialect: Dialect;
  /** The first row of a declared query. */
  first<A, R>(query: Query<A, R>, args: A): Promise<R | undefined>;
  /** All rows of a declared query. */
  all<A, R>(query: Query<A, R>, args: A): Promise<R[]>;
  /** All rows of a query that is built on the spot. */
  rows<R>(build: (db: Builder) => Compilable<R>): Promise<R[]>;
}

/** A transaction. */
export interface Transaction extends Reader {
  /** Runs a declared statement; answers how many rows it changed. */
  run<A>(query: Query<A, unknown>, args: A): Promise<number>;
  /** Runs a statement that is built on the spot; answers how many rows it changed. */
  change(build: (db: Builder) => Compilable): Promise<number>;
  /** Called once, after the transaction is durable; never if it is undone. */
  afterCommit(work: () => void): void;
}

export interface Store {
  readonly dialect: Dialect;
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  /** `read` for queries that may go through a whole table. On SQLite a thread runs them, and nobody else waits. */
  scan<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Transactions that wait for their turn. */
  readonly waiting: number;
  /** True if the database answers. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
