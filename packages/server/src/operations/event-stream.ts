/** Reading events for whoever follows them as they happen. */
import { formatTime, parseTime, seconds, type EventFilter, type Micros } from "@weir/contract";
import { filterEvents, readEventsBySeq } from "../storage/queries/events.ts";
import type { Context } from "./context.ts";
import { eventText } from "./event-pages.ts";

/** How far back a stream may begin. */
const MAX_BACKFILL = seconds(15 * 60);
const PAGE = 250;

export interface StreamedEvent {
  readonly id: string;
  readonly received: Micros;
  /** The JSON text of a `ReceivedEvent`. */
  readonly text: string;
}

/** A filter as it holds for a stream that begins now: in order, and not from too long ago. */
export function streamFilter({ resource, ...filter }: EventFilter, now: Micros): EventFilter {
  const earliest = now - MAX_BACKFILL;
  const { since, until } = filter.occurred ?? {};
  return {
    ...filter,
    // One event per resource is a question about a list; a stream has no end.
    ...(resource ? { resource: { ...resource, distinct: false } } : {}),
    occurred: {
      since: formatTime(since === undefined ? earliest : Math.max(earliest, parseTime(since))),
      until: until ?? formatTime(now),
    },
    order: "ASC",
  };
}

/** Past events in pages, in the order in which they occurred. */
export async function* pastEvents({ store }: Context, filter: EventFilter): AsyncGenerator<readonly StreamedEvent[]> {
  let after: { occurred: Micros; seq: number } | undefined;
  for (;;) {
    const rows = await store.read((db) => db.rows(filterEvents(db.dialect, { filter, after, limit: PAGE })));
    if (rows.length === 0) return;
    yield rows.map(({ id, received, body }) => ({ id, received, text: eventText(body, received) }));
    if (rows.length < PAGE) return;
    const { occurred, seq } = rows.at(-1)!;
    after = { occurred, seq };
  }
}

/** Events by their place in the log, in its order; what has been removed meanwhile is left out. */
export async function eventsAt({ store }: Context, seqs: readonly number[]): Promise<string[]> {
  const rows = await store.read((db) => db.rows(readEventsBySeq(seqs)));
  return rows.map(({ body, received }) => eventText(body, received));
}
