import type { SQLOutputValue, StatementSync } from "node:sqlite";
import type { Value } from "../query.ts";

type MakeRow = (values: readonly SQLOutputValue[]) => unknown;

/**
 * A prepared statement whose rows are plain objects of one shape.
 *
 * `node:sqlite` makes rows that V8 keeps as dictionaries: several times slower to make, to read and above all to copy.
 * So values come as arrays, and a function written for the statement's columns makes the object: `{ "id": v[0], … }`.
 */
export class Statement {
  readonly #prepared: StatementSync;
  #makeRow: MakeRow | undefined;

  constructor(prepared: StatementSync) {
    this.#prepared = prepared;
    prepared.setReturnArrays(true);
  }

  first(values: readonly Value[]): unknown {
    const row = this.#prepared.get(...values) as SQLOutputValue[] | undefined;
    return row && (this.#makeRow ??= this.#rowMaker())(row);
  }

  all(values: readonly Value[]): unknown[] {
    const rows = this.#prepared.all(...values) as unknown as SQLOutputValue[][];
    return rows.length === 0 ? rows : rows.map((this.#makeRow ??= this.#rowMaker()));
  }

  /** Answers how many rows it changed. */
  run(values: readonly Value[]): number {
    return Number(this.#prepared.run(...values).changes);
  }

  #rowMaker(): MakeRow {
    const fields = this.#prepared.columns().map(({ name }, index) => `${JSON.stringify(name)}: v[${index}]`);
    return new Function("v", `return { ${fields.join()} }`) as MakeRow;
  }
}
