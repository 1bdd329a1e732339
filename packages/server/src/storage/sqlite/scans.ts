/**
 * Runs queries that may go through a whole table in a thread of its own, so that no request waits for them.
 *
 * N1. Queries are run one after the other, in the order of the calls.
 * N2. The thread starts with the first query, and keeps the process alive only while one is under way.
 * N3. If the thread ends, what waits for it fails, and the next query starts another.
 */
import { Worker } from "node:worker_threads";
import type { Compilable } from "kysely";
import { bind, type Builder, type Query, type QueryCompiler, type Value } from "../query.ts";
import { StoreUnavailable, type Reader } from "../store.ts";
import { translateError } from "./errors.ts";

export interface ScanRequest {
  readonly sql: string;
  readonly values: readonly Value[];
}

export type ScanAnswer =
  | { readonly rows: readonly unknown[] }
  | { readonly failure: { readonly message: string; readonly errcode: number | undefined } };

// As in `checkpoints.ts`: a file beside this one and with its extension.
const PROGRAM = new URL(`scan-thread.${import.meta.url.split(".").at(-1)}`, import.meta.url);

type Waiting = PromiseWithResolvers<unknown[]>;

export class Scans implements Reader {
  readonly dialect = "sqlite";
  readonly #path: string;
  readonly #compiler: QueryCompiler;
  #thread: Worker | undefined;
  /** In the order in which they were sent, which is the order of the answers (N1). */
  #waiting: Waiting[] = [];

  constructor(path: string, compiler: QueryCompiler) {
    this.#path = path;
    this.#compiler = compiler;
  }

  async first<A, R>(definition: Query<A, R>, args: A): Promise<R | undefined> {
    return (await this.all(definition, args))[0];
  }

  async all<A, R>(definition: Query<A, R>, args: A): Promise<R[]> {
    const compiled = this.#compiler.compile(definition as never);
    return (await this.#run({ sql: compiled.sql, values: bind(compiled, args as never) })) as R[];
  }

  async rows<R>(build: (db: Builder) => Compilable<R>): Promise<R[]> {
    const { sql, parameters } = build(this.#compiler.builder).compile();
    return (await this.#run({ sql, values: parameters as Value[] })) as R[];
  }

  /** Resolves when the thread has let go of the file. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #run(request: ScanRequest): Promise<unknown[]> {
    this.#thread ??= this.#start();
    this.#thread.ref();
    const waiting = Promise.withResolvers<unknown[]>();
    this.#waiting.push(waiting);
    this.#thread.postMessage(request);
    return waiting.promise;
  }

  #start(): Worker {
    const thread = new Worker(PROGRAM, { workerData: this.#path, execArgv: [] });
    thread.on("message", (answer: ScanAnswer) => {
      const { resolve, reject } = this.#waiting.shift()!;
      if (this.#waiting.length === 0) thread.unref();
      if ("rows" in answer) resolve(answer.rows as unknown[]);
      else
        reject(translateError(Object.assign(new Error(answer.failure.message), { errcode: answer.failure.errcode })));
    });
    thread.on("error", (error) => this.#ended(error));
    thread.on("exit", () => this.#ended(undefined));
    return thread;
  }

  #ended(cause: unknown): void {
    this.#thread = undefined;
    for (const { reject } of this.#waiting.splice(0))
      reject(new StoreUnavailable("a query was interrupted", { cause }));
  }
}
