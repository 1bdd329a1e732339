/** Part of a transaction that is undone alone if it fails, so that the rest can go on. */
import { sql } from "kysely";
import { StoreUnavailable, type Transaction } from "./store.ts";

export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

const run = (tx: Transaction, command: string) =>
  tx.change((db) => ({ compile: () => sql.raw(`${command} attempt`).compile(db) }));

/** @throws StoreUnavailable: then it is the database that fails, and all of the transaction with it */
export async function attempt<T>(tx: Transaction, work: (tx: Transaction) => Promise<T>): Promise<Attempt<T>> {
  const announced: (() => void)[] = [];
  await run(tx, "SAVEPOINT");
  try {
    const value = await work({ ...tx, afterCommit: (done) => void announced.push(done) });
    await run(tx, "RELEASE SAVEPOINT");
    for (const done of announced) tx.afterCommit(done);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    await run(tx, "ROLLBACK TO SAVEPOINT");
    await run(tx, "RELEASE SAVEPOINT");
    return { ok: false, error: error as Error };
  }
}
