import type { Log, LogFilter } from "@weir/contract";
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";

export interface LogsSearch {
  /** Least level; 0 for all. */
  readonly level: number;
  /** Only lines of these task runs. */
  readonly taskRunIds?: readonly string[] | undefined;
  readonly text?: string | undefined;
  /** Subflow runs whose lines are wanted as well. */
  readonly below?: readonly string[] | undefined;
  /** Only lines up to that time. */
  readonly until?: string | undefined;
}

/** Lines in order of time. */
export interface LogsPage {
  readonly lines: readonly Log[];
  readonly older: boolean;
}

export const logKeys = {
  all: ["logs"] as const,
  ofRun: (flowRunId: string) => ["logs", flowRunId] as const,
  search: (flowRunId: string | null, search: LogsSearch) => ["logs", flowRunId, search] as const,
};

const PAGE = 200;

/**
 * A run's log from its end backwards; without a flow run, that of task runs which belong to none. The first page is the newest, and live lines are added
 * to it.
 */
export const logsQuery = (flowRunId: string | null, search: LogsSearch, growing: boolean) =>
  infiniteQueryOptions({
    queryKey: logKeys.search(flowRunId, search),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<LogsPage> => {
      if (pageParam === null && flowRunId !== null) await live.ready(`run:${flowRunId}`);
      const logs = toFilter(flowRunId, search, pageParam);
      const lines = await api.logs.filter({ logs, limit: PAGE, sort: "TIMESTAMP_DESC" }, { signal });
      return { lines: lines.reverse(), older: lines.length === PAGE };
    },
    getNextPageParam: (page) => (page.older ? (page.lines[0]?.timestamp ?? null) : null),
    placeholderData: keepPreviousData,
    // Lines of no flow run are told of by no topic.
    refetchInterval: flowRunId === null ? (growing ? 2000 : false) : whilePolling(2000, () => growing),
  });

/** All lines that are loaded, oldest first. Pages share the instant at which they meet, hence the ids. */
export function linesOf(pages: readonly LogsPage[]): readonly Log[] {
  if (pages.length === 1) return pages[0]?.lines ?? [];
  const lines = new Map<string, Log>();
  for (const page of pages.toReversed()) for (const line of page.lines) lines.set(line.id, line);
  return [...lines.values()];
}

function toFilter(flowRunId: string | null, search: LogsSearch, before: string | null): LogFilter {
  const { level, taskRunIds, text, below = [], until } = search;
  const last = before ?? until;
  return {
    ...(flowRunId !== null && { flow_run_id: { any_: [flowRunId, ...below] } }),
    ...(level > 0 && { level: { ge_: level } }),
    ...(taskRunIds && { task_run_id: { any_: [...taskRunIds] } }),
    ...(text && { text: { query: quote(text) } }),
    ...(last !== undefined && { timestamp: { before_: last } }),
  };
}

/** The whole log of a run, as a file. */
export const downloadLog = async (id: string): Promise<Blob> => {
  const text: unknown = await api.flowRuns.downloadLogs({ id });
  return new Blob([String(text)], { type: "text/csv" });
};

/** The server reads spaces as "or"; a person typing two words means the phrase. */
const quote = (text: string): string => `"${text.replaceAll('"', " ").slice(0, 190)}"`;

/** The same filter, for a line that arrives live. */
export function logMatches(line: Log, { level, taskRunIds, text, until }: LogsSearch): boolean {
  if (until !== undefined && line.timestamp > until) return false;
  if (line.level < level) return false;
  if (taskRunIds && !(line.task_run_id && taskRunIds.includes(line.task_run_id))) return false;
  return !text || `${line.message}\n${line.name}`.toLowerCase().includes(text.toLowerCase());
}
