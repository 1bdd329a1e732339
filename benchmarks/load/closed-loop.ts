/**
 * Closed-loop load: so many connections, each sending its next request when the last one was answered, for so long or
 * so many operations. What is not answered soon after the end is given up and counted as such.
 */
import { Connection } from "./connection.ts";
import type { Worker, Workload } from "./workload.ts";

export interface Bounds {
  readonly seconds: number;
  readonly operations: number;
}

/** Latencies are in milliseconds. */
export interface LoadResult {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** How often each thing went wrong. */
  readonly errors: Readonly<Record<string, number>>;
}

/** How long an answer may take after the end of the load, in milliseconds. */
const GRACE = 1000;

const at = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export class ClosedLoop {
  readonly #connections: readonly Connection[];
  readonly #workload: Workload;
  #workers: Worker[] = [];

  constructor(url: string, width: number, workload: Workload) {
    this.#connections = Array.from({ length: width }, () => new Connection(url));
    this.#workload = workload;
  }

  /** One connection after the other: not every server takes many writers at once. */
  async prepare(): Promise<void> {
    this.#workers = [];
    for (const connection of this.#connections) this.#workers.push(await this.#workload.prepare(connection));
  }

  async run({ seconds, operations }: Bounds): Promise<LoadResult> {
    const latencies: number[] = [];
    const errors: Record<string, number> = {};
    const count = (what: string): number => (errors[what] = (errors[what] ?? 0) + 1);
    const started = performance.now();
    const end = started + seconds * 1000;
    let left = operations;
    let last = started;
    let over = false;

    const work = async (connection: Connection, worker: Worker): Promise<void> => {
      while (left > 0 && performance.now() < end) {
        left--;
        const sent = performance.now();
        try {
          await worker.operate(connection);
          const answered = performance.now();
          if (answered > end) return;
          last = answered;
          latencies.push(answered - sent);
        } catch (error) {
          if (!over) count((error as Error).message);
        }
      }
    };
    let pending = this.#connections.length;
    const all = this.#connections.map((connection, index) =>
      work(connection, this.#workers[index]!).finally(() => pending--),
    );
    let giveUp: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      giveUp = setTimeout(resolve, seconds * 1000 + GRACE);
    });
    await Promise.race([Promise.all(all), grace]);
    clearTimeout(giveUp);
    over = true;
    if (pending > 0) {
      errors["no answer in time"] = pending;
      this.close();
      await Promise.all(all);
    }
    const spent = left > 0 ? seconds : (last - started) / 1000;
    const sorted = Float64Array.from(latencies).sort();
    return {
      operations: latencies.length,
      perSecond: latencies.length / spent,
      p50: at(sorted, 0.5),
      p99: at(sorted, 0.99),
      errors,
    };
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
