/**
 * Queries that are written once and compiled once.
 *
 * A query is built with Kysely (typed, both dialects), its arguments standing in as `Argument` marks. Each store
 * compiles it at first use and keeps text and argument order, so that a hot path pays for neither again.
 */
import type { Compilable, InferResult, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

export type Dialect = "sqlite" | "postgres";
export type Builder = Kysely<Tables>;
/** What both drivers take as a bound value. */
export type Value = string | number | null | Uint8Array;

class Argument {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Stands for the arguments while a query is built: `p("id")` has the type of the argument `id`. */
export type Marks<A> = <K extends keyof A & string>(name: K) => A[K];

export interface Query<A, R> {
  build(db: Builder, p: Marks<A>, dialect: Dialect): Compilable<R>;
}

/**
 * Declares a query with named arguments: `query<{ id: string }>()((db, p) => …)`. (Two calls, because TypeScript infers
 * the row only where all type arguments are left to it.)
 */
export const query =
  <A>() =>
  <B extends Compilable>(
    build: (db: Builder, p: Marks<A>, dialect: Dialect) => B,
  ): Query<A, InferResult<B> extends (infer R)[] ? R : never> =>
    ({ build }) as never;

export interface Compiled {
  readonly sql: string;
  /** Per placeholder: the name of an argument, or a constant. */
  readonly parameters: readonly (Argument | Value)[];
  /** A short stable name, by which PostgreSQL keeps the prepared statement. */
  readonly name: string;
}

let serial = 0;
const mark = (name: string): never => new Argument(name) as never;

/** Compiles queries for one dialect, each once. */
export class QueryCompiler {
  readonly #compiled = new WeakMap<object, Compiled>();
  readonly builder: Builder;
  readonly dialect: Dialect;

  constructor(builder: Builder, dialect: Dialect) {
    this.builder = builder;
    this.dialect = dialect;
  }

  compile(definition: Query<never, unknown>): Compiled {
    let compiled = this.#compiled.get(definition);
    if (!compiled) {
      const { sql, parameters } = definition.build(this.builder, mark, this.dialect).compile();
      compiled = { sql, parameters: parameters as Compiled["parameters"], name: `q${++serial}` };
      this.#compiled.set(definition, compiled);
    }
    return compiled;
  }
}

/** The bound values of a compiled query for some arguments. */
export function bind(compiled: Compiled, args: Readonly<Record<string, unknown>>): Value[] {
  const { parameters } = compiled;
  const values = new Array<Value>(parameters.length);
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i]!;
    values[i] = parameter instanceof Argument ? ((args[parameter.name] ?? null) as Value) : parameter;
  }
  return values;
}
