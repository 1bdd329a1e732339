/**
 * Who is behind what is being done, for the audit: known where a request comes in, needed where rows are written.
 *
 * It is the one thing that is not handed on as an argument: every operation would carry it, for lines that few write.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Actor {
  readonly name: string;
  /** The address that the request came from. */
  readonly origin: string;
  /** The automation that acts. */
  readonly automation?: string;
}

const SERVER: Actor = { name: "server", origin: "process" };
const acting = new AsyncLocalStorage<Actor>();

/** Runs `fn` on behalf of somebody. */
export const actAs = <T>(actor: Actor, fn: () => T): T => acting.run(actor, fn);

/** Who acts; the server itself where nobody has asked for it. */
export const actor = (): Actor => acting.getStore() ?? SERVER;

/** The same function, acting for whom this is called by: transactions wait, and run where others of them do. */
export function onBehalf<A extends unknown[], T>(fn: (...args: A) => T): (...args: A) => T {
  const by = acting.getStore();
  return by ? (...args) => acting.run(by, () => fn(...args)) : fn;
}
