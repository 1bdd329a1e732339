/** Logs as a stream. */
import type { Log, LogFilter } from "@weir/contract";
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

export interface LogsApi {
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

export function logsApi(list: List): LogsApi {
  return {
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
