/** Logs as a stream. */
import type { FoundLog, Log, LogFilter, LogPage, LogQuery } from "@weir/contract";
import { formatTime, parseTime } from "@weir/contract/time";
import { sleep } from "../retry.ts";
import type { CallOptions } from "./calls.ts";
import { Cursor } from "./cursor.ts";
import type { ListQuery } from "./pages.ts";

export interface LogsFollowed {
  readonly filter?: Omit<LogFilter, "timestamp">;
  /** Logs written before are left out. Default: none are. */
  readonly since?: string;
  /** Seconds between two looks. Default 0.5. */
  readonly interval?: number;
  /** Asked before every look; once it says true, that look is the last. */
  readonly until?: () => boolean | Promise<boolean>;
}

export type LogsFound = Omit<LogQuery, "cursor" | "limit"> & {
  /** Ends after so many lines. Default: all of them. */
  readonly limit?: number;
  /** True: goes on with what is written from now on, oldest first, until the signal is aborted or the loop is left. */
  readonly follow?: boolean;
};

export interface LogsApi {
  /** Lines across runs, the newest first unless the query orders otherwise. Only Weir servers have this. */
  find(query?: LogsFound, options?: CallOptions): AsyncGenerator<FoundLog, void>;
  /**
   * Logs in the order of time, old ones first, then new ones as they are written: until `until` says so, the signal is
   * aborted or the loop is left. It looks again and again, as servers need not stream logs.
   */
  follow(query?: LogsFollowed, options?: CallOptions): AsyncGenerator<Log, void>;
}

type List = (
  query: ListQuery<{
    logs?: LogFilter | null;
    sort?: "TIMESTAMP_ASC" | "TIMESTAMP_DESC";
    limit?: number;
    offset?: number;
  }>,
  options?: CallOptions,
) => AsyncGenerator<Log, void>;

/** Seconds read again at every look: writers send in batches, and not in each other's order. */
const OVERLAP = 10;

/** Lines asked for at a time. */
const PAGE = 200;
/** Seconds between two looks for what is new. */
const INTERVAL = 0.5;

type Query = (query: LogQuery, options?: CallOptions) => Promise<LogPage>;

/** All lines of a query, page by page. */
async function* pagesOf(query: Query, wanted: Omit<LogQuery, "cursor">, options: CallOptions) {
  let cursor: string | null | undefined;
  do {
    const page: LogPage = await query({ limit: PAGE, ...wanted, ...(cursor && { cursor }) }, options);
    yield* page.logs;
    cursor = page.next;
  } while (cursor);
}

async function* find(
  query: Query,
  { limit = Number.POSITIVE_INFINITY, follow = false, ...wanted }: LogsFound,
  options: CallOptions,
): AsyncGenerator<FoundLog, void> {
  let left = limit;
  const cursor = follow
    ? new Cursor(wanted.since === undefined ? Date.now() * 1000 : parseTime(wanted.since), OVERLAP)
    : undefined;
  for (;;) {
    const now = cursor ? { ...wanted, since: cursor.fromText, order: "oldest" as const } : wanted;
    for await (const log of pagesOf(query, { ...now, limit: Math.min(PAGE, left) }, options)) {
      if (cursor && !cursor.take(log.id, log.timestamp)) continue;
      yield log;
      if ((left -= 1) === 0) return;
    }
    if (!cursor) return;
    await sleep(INTERVAL, options.signal);
  }
}

export function logsApi(list: List, query: Query): LogsApi {
  return {
    find: (wanted = {}, options = {}) => find(query, wanted, options),
    async *follow({ filter, since, interval = 0.5, until } = {}, options = {}) {
      const cursor = new Cursor(since === undefined ? 0 : parseTime(since), OVERLAP);
      for (;;) {
        const last = (await until?.()) ?? false;
        const logs = { ...filter, timestamp: { after_: formatTime(cursor.from) } };
        for await (const log of list({ filter: { logs }, sort: "TIMESTAMP_ASC" }, options))
          if (cursor.take(log.id, log.timestamp)) yield log;
        if (last) return;
        await sleep(interval, options.signal);
      }
    },
  };
}
