/** Lists of events, page by page. A page token carries all that the next page needs; clients only hand it back. */
import { formatTime, seconds, type EventFilter, type Micros } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { countEvents, filterEvents, readLastEvent } from "../storage/queries/events.ts";
import type { Context } from "./context.ts";

/** How far a list without a start goes back, counted from the beginning of the day. */
const DEFAULT_DAYS = 180;
const DAY = seconds(86_400);

export interface EventList {
  /** Each as the JSON text of a `ReceivedEvent`. */
  readonly events: readonly string[];
  readonly total: number;
  /** Leads to the next page; null on the last one. */
  readonly token: string | null;
}

/** Where a list goes on. */
interface Position {
  readonly filter: EventFilter;
  /** The total as it was on the first page: it does not move while the list is read. */
  readonly count: number;
  readonly page_size: number;
  readonly offset: number;
  /** The last event that was there on the first page: what comes later does not shift the pages. */
  readonly up_to: number;
}

/** An event as it is sent out: the text of the whole, with when it was received. */
export const eventText = (body: string, received: Micros): string =>
  `${body.slice(0, -1)},"received":"${formatTime(received)}"}`;

/** The filter with its bounds in time filled in. */
export function bounded(filter: EventFilter, now: Micros): EventFilter {
  const { since, until } = filter.occurred ?? {};
  return {
    ...filter,
    occurred: {
      since: since ?? formatTime(now - (now % DAY) - DEFAULT_DAYS * DAY),
      until: until ?? formatTime(now),
    },
  };
}

/** The first page. */
export async function listEvents({ store, clock }: Context, given: EventFilter, limit: number): Promise<EventList> {
  const filter = bounded(given, clock.now());
  return store.scan(async (db) => {
    const { seq: up_to } = (await db.first(readLastEvent, {}))!;
    const { count } = (await db.rows(countEvents(db.dialect, { filter, upTo: up_to })))[0]!;
    const position: Position = { filter, count, page_size: limit, offset: 0, up_to };
    const rows = await db.rows(filterEvents(db.dialect, range(position)));
    return {
      events: rows.map(({ body, received }) => eventText(body, received)),
      total: count,
      token: nextToken(position),
    };
  });
}

/**
 * The page that a token leads to.
 *
 * @param isFilter checks the filter in it: a token is not signed
 */
export async function listMoreEvents(
  { store }: Context,
  token: string,
  isFilter: (value: unknown) => value is EventFilter,
): Promise<EventList> {
  const position = parseToken(token, isFilter);
  if (!position) throw new Refusal("forbidden", "Forbidden");
  const rows = await store.scan((db) => db.rows(filterEvents(db.dialect, range(position))));
  return {
    events: rows.map(({ body, received }) => eventText(body, received)),
    total: position.count,
    token: nextToken(position),
  };
}

const range = ({ filter, page_size, offset, up_to }: Position) => ({
  filter,
  upTo: up_to,
  limit: filter.id?.id?.length ? Math.min(page_size, filter.id.id.length) : page_size,
  offset,
});

function nextToken(position: Position): string | null {
  const offset = position.offset + position.page_size;
  if (offset >= position.count) return null;
  const inner = Buffer.from(JSON.stringify({ ...position, offset })).toString("base64");
  return Buffer.from(inner).toString("base64");
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function parseToken(token: string, isFilter: (value: unknown) => value is EventFilter): Position | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(Buffer.from(token, "base64").toString(), "base64").toString());
  } catch {
    return undefined;
  }
  if (parsed === null || typeof parsed !== "object") return undefined;
  const { filter, count, page_size, offset, up_to } = parsed as Record<keyof Position, unknown>;
  if (!isFilter(filter) || ![count, page_size, offset, up_to].every(isCount)) return undefined;
  return parsed as Position;
}
