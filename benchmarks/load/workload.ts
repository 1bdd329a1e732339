import type { Connection, Reply } from "./connection.ts";

/** What one connection of a load does, again and again. */
export interface Worker {
  /** Does one operation; rejects with `Refused` or a connection's error if it failed. */
  operate(connection: Connection): Promise<void>;
}

export interface Workload {
  /** Makes what the operations of one connection need; not measured. */
  prepare(connection: Connection): Promise<Worker>;
}

/** An answer other than the one wanted. Counted by its message, so that says what and not which. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** The body of an answer with the wanted status. */
export function expectStatus(reply: Reply, ...wanted: readonly number[]): string {
  if (!wanted.includes(reply.status)) throw new Refused(`answered ${reply.status}`);
  return reply.body;
}

/** Tries again for up to a minute: preparing may meet a server that is still busy with the load before. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
