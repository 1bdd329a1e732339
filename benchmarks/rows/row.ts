/** What a bench measures, and how it is told. */
import type { Effort } from "../effort.ts";
import { loadAverage } from "../lib/machine.ts";
import type { Figure } from "../lib/figure.ts";
import type { System } from "../servers/server.ts";

/** What was measured of one system. */
export interface Measured {
  readonly system: string;
  readonly figure: Figure;
  /** Processor time of the server for one operation, in microseconds. Nearly independent of what else runs. */
  readonly cpuPerOperation?: Figure;
  /** In milliseconds. */
  readonly p50?: Figure;
  readonly p99?: Figure;
  /** How often each thing went wrong. */
  readonly errors: Readonly<Record<string, number>>;
  /** The machine's load average afterwards, our own load included. */
  readonly load: number;
}

/** What a figure has to reach. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
  /** So many times as much as Prefect; where Prefect completes nothing, its best at any width counts. */
  readonly timesPrefect?: number;
}

export interface Row {
  /** Rows of one group differ only in the number of connections. */
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly target?: Target;
  readonly measured: readonly Measured[];
}

export interface Bench {
  readonly effort: Effort;
  /** Weir, and Prefect where it is measured too. */
  readonly systems: readonly System[];
  /** A new folder below the bench's own, which goes with it. */
  folder(name: string): string;
}

/** Measures some rows, and tells each as soon as it is known. */
export type Rows = (bench: Bench) => AsyncGenerator<Row>;

type Told = Omit<Measured, "errors" | "load"> & Partial<Pick<Measured, "errors">>;

export const measured = (told: Told): Measured => ({ errors: {}, ...told, load: loadAverage() });
