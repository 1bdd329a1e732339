import type { EventFilter, EventPage, LiveOp, ReceivedEvent } from "@weir/contract";
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api } from "./api.ts";
import { type EventsSearch, eventMatches, toEventFilter } from "./events-search.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";

export const eventKeys = {
  lists: ["events", "list"] as const,
  list: (search: EventsSearch) => ["events", "list", search] as const,
  counts: ["events", "count"] as const,
  density: (search: EventsSearch) => ["events", "count", search] as const,
  one: (id: string) => ["events", "one", id] as const,
  about: (resource: string, names: readonly string[]) => ["events", "about", resource, ...names] as const,
};

/** The most that the server gives at once. */
const PAGE = 50;
/** Begins a page's token that is a time: the page goes on from there. */
const UNTIL = "until:";

export interface EventsPage {
  readonly events: readonly ReceivedEvent[];
  /** Leads to older ones; `null` at the end. */
  readonly token: string | null;
  readonly total: number;
}

const toPage = ({ events, next_page, total }: EventPage): EventsPage => ({
  events,
  total,
  token: next_page === null ? null : new URL(next_page).searchParams.get("page-token"),
});

/** Events, newest first. Live ones are put before the first page. */
export const eventsQuery = (search: EventsSearch) =>
  infiniteQueryOptions({
    queryKey: eventKeys.list(search),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<EventsPage> => {
      if (pageParam === null) await live.ready("events");
      else if (!pageParam.startsWith(UNTIL))
        return toPage(await api.events.filterNext({ "page-token": pageParam }, { signal }));
      const until = pageParam?.slice(UNTIL.length) ?? search.until;
      return toPage(await api.events.filter({ filter: toEventFilter({ ...search, until }), limit: PAGE }, { signal }));
    },
    getNextPageParam: (last) => last.token,
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(5000),
  });

/** All events that are loaded. Pages may share one at which they meet, hence the ids. */
export const eventsOf = (pages: readonly EventsPage[]): readonly ReceivedEvent[] => [
  ...new Map(pages.flatMap(({ events }) => events).map((event) => [event.id, event])).values(),
];

const COLUMNS = 60;
const DAY = 86_400_000;

export interface EventDensity {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Events in each of equal spans. */
  readonly counts: readonly number[];
}

/** How many events there were over the time that is looked at, else over the last day. */
export const eventDensityQuery = (search: EventsSearch) =>
  queryOptions({
    queryKey: eventKeys.density(search),
    queryFn: async ({ signal }): Promise<EventDensity> => {
      const now = Date.now();
      const filter = toEventFilter({ ...search, since: search.since ?? "1d" }, now);
      const from = Date.parse(filter.occurred?.since ?? "") || now - DAY;
      const to = Math.max(from + COLUMNS * 1000, Date.parse(filter.occurred?.until ?? "") || now);
      const seconds = (to - from) / COLUMNS / 1000;
      const spans = await api.events.countBy(
        { countable: "time" },
        { filter, time_unit: "second", time_interval: Math.max(1, Math.ceil(seconds)) },
        { signal },
      );
      const counts = Array.from({ length: COLUMNS }, () => 0);
      for (const { start_time, count } of spans) {
        const at = Math.floor(((Date.parse(start_time) - from) / (to - from)) * COLUMNS);
        const column = Math.min(COLUMNS - 1, Math.max(0, at));
        counts[column] = (counts[column] ?? 0) + count;
      }
      return { from, to, counts };
    },
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

const firstOf = async (filter: EventFilter, signal: AbortSignal): Promise<ReceivedEvent | null> =>
  (await api.events.filter({ filter, limit: 1 }, { signal })).events[0] ?? null;

/** One event; `null` if there is none. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: eventKeys.one(id),
    queryFn: ({ signal }) => firstOf({ id: { id: [id] } }, signal),
    staleTime: Infinity,
  });

/** The last events about a thing, also as one that is related; of some names, or of all. */
export const eventsAboutQuery = (resource: string, names: readonly string[] = []) =>
  queryOptions({
    queryKey: eventKeys.about(resource, names),
    queryFn: async ({ signal }): Promise<readonly ReceivedEvent[]> => {
      const filter: EventFilter = {
        any_resource: { id: [resource] },
        ...(names.length > 0 && { event: { name: [...names] } }),
        order: "DESC",
      };
      return (await api.events.filter({ filter, limit: PAGE }, { signal })).events;
    },
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

/** Events held of a feed that is being followed. */
const MOST = 2000;

/** Puts events that have just happened into the feeds they belong to. */
export function patchEvents(client: QueryClient, ops: readonly LiveOp[]): void {
  const events = ops.flatMap((op) => (op.op === "event" ? [op.value] : []));
  const feeds = client.getQueriesData<InfiniteData<EventsPage, string | null>>({ queryKey: eventKeys.lists });
  for (const [key, data] of feeds) {
    const [first, ...older] = data?.pages ?? [];
    if (!data || !first) continue;
    const search = key[2] as EventsSearch;
    const fits = events.map((event) => eventMatches(event, search));
    if (fits.includes(undefined)) {
      void client.invalidateQueries({ queryKey: key });
      continue;
    }
    const known = new Set(first.events.map(({ id }) => id));
    const fresh = events.filter((event, index) => fits[index] === true && !known.has(event.id));
    if (fresh.length === 0) continue;
    const all = [...fresh, ...first.events].toSorted((a, b) => (a.occurred < b.occurred ? 1 : -1));
    const total = first.total + fresh.length;
    // A feed that was followed for long lets its end go; whoever scrolls there reads it again.
    const kept = all.slice(0, MOST);
    const next =
      all.length > MOST
        ? { pages: [{ events: kept, token: `${UNTIL}${kept.at(-1)?.occurred}`, total }], pageParams: [null] }
        : { ...data, pages: [{ ...first, events: all, total }, ...older] };
    client.setQueryData(key, next);
  }
}
