/** Reads what other servers on the same database have committed, as listeners get it. */
import type { Event } from "@weir/contract";
import type { CommittedEvent, CommittedLog } from "../storage/outbox.ts";
import { readEventsBySeq, readLastEvent } from "../storage/queries/events.ts";
import { readLogsAfterId, toLog } from "../storage/queries/logs.ts";
import { readEventsAfter } from "../storage/queries/triggers.ts";
import type { Store } from "../storage/store.ts";
import type { EventTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";
import { readLogs } from "./logs.ts";

type Row = Pick<EventTable, "occurred" | "received" | "body"> & { readonly seq: number };

/** Rows of one page. */
const PAGE = 500;

const toCommitted = ({ seq, occurred, received, body }: Row): CommittedEvent => ({
  seq,
  occurred,
  received,
  event: JSON.parse(body) as Event,
  text: body,
});

export const lastEvent = async (store: Store): Promise<number> =>
  (await store.read((db) => db.first(readLastEvent, {})))!.seq;

export const committedEvents = async ({ store }: Context, seqs: readonly number[]): Promise<CommittedEvent[]> =>
  (await store.read((db) => db.rows(readEventsBySeq(seqs)))).map(toCommitted);

export const committedLogs = (context: Context, ids: readonly string[]): Promise<CommittedLog[]> =>
  readLogs(context, ids);

export const eventsAfter = async ({ store }: Context, seq: number): Promise<CommittedEvent[]> =>
  (await store.read((db) => db.all(readEventsAfter, { seq, limit: PAGE }))).map(toCommitted);

export const logsAfter = async ({ store }: Context, id: string): Promise<CommittedLog[]> =>
  (await store.read((db) => db.all(readLogsAfterId, { id, limit: PAGE }))).map(toLog);
