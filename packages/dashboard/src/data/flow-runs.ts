import type { FlowRunResponse, RouteResponse, routes, State, StateType } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";
import { atCursor, cursorAfter, FIRST_PAGE, nextPart, type RunsCursor } from "./runs-paging.ts";
import { type RunsSearch, spanOf, toRequest } from "./runs-search.ts";

/** The most that the server gives at once, unless it is set otherwise. */
const PAGE = 200;

export const flowRunKeys = {
  all: ["flow-runs"] as const,
  lists: ["flow-runs", "list"] as const,
  list: (search: RunsSearch) => ["flow-runs", "list", search] as const,
  counts: ["flow-runs", "count"] as const,
  count: (search: RunsSearch) => ["flow-runs", "count", { ...search, sort: undefined }] as const,
  history: (search: RunsSearch) => ["flow-runs", "count", "history", { ...search, sort: undefined }] as const,
  one: (id: string) => ["flow-runs", "one", id] as const,
  states: (id: string) => ["flow-runs", "states", id] as const,
};

export interface RunsPage {
  readonly rows: readonly FlowRunResponse[];
  readonly more: boolean;
}

export const runsQuery = (search: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: flowRunKeys.list(search),
    initialPageParam: FIRST_PAGE,
    queryFn: async ({ pageParam, signal }): Promise<RunsPage> => {
      if (pageParam === null) await live.ready("runs");
      const sort = search.sort ?? "newest";
      const read = (cursor: RunsCursor, limit: number): Promise<FlowRunResponse[]> =>
        api.flowRuns.filter({ ...atCursor(toRequest(search), cursor, sort), limit }, { signal });
      const rows = await read(pageParam, PAGE);
      const part = rows.length < PAGE ? nextPart(pageParam) : undefined;
      if (part) rows.push(...(await read(part, PAGE - rows.length)));
      return { rows, more: rows.length === PAGE };
    },
    getNextPageParam: (last, pages) =>
      last.more
        ? cursorAfter(
            pages.flatMap((page) => page.rows),
            search.sort ?? "newest",
          )
        : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(5000),
  });

export const runsCountQuery = (search: RunsSearch) =>
  queryOptions({
    queryKey: flowRunKeys.count(search),
    queryFn: ({ signal }) => {
      const { flow_runs, flows } = toRequest(search);
      return api.flowRuns.count({ flow_runs, flows }, { signal });
    },
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(5000),
  });

/** Columns of the histogram. */
const BUCKETS = 60;
const DAY = 86_400_000;

export interface RunsHistory {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Runs of each column by state, oldest first. */
  readonly buckets: readonly (readonly (readonly [StateType, number])[])[];
}

/** Runs over time: of the span that is looked at, else of the last day. */
export const runsHistoryQuery = (search: RunsSearch) =>
  queryOptions({
    queryKey: flowRunKeys.history(search),
    queryFn: async ({ signal }): Promise<RunsHistory> => {
      const { flow_runs, flows } = toRequest(search);
      const now = Date.now();
      const span = spanOf(search, now);
      const to = span.to ?? now;
      const from = Math.min(span.from ?? to - DAY, to - BUCKETS * 1000);
      const buckets = await api.flowRuns.history(
        {
          flow_runs,
          flows,
          history_start: new Date(from).toISOString(),
          history_end: new Date(to).toISOString(),
          history_interval_seconds: (to - from) / BUCKETS / 1000,
        },
        { signal },
      );
      return {
        from,
        to,
        buckets: buckets
          .slice(0, BUCKETS)
          .map(({ states }) => states.map((s) => [s.state_type, s.count_runs] as const)),
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(15_000),
  });

export const flowRunQuery = (id: string) =>
  queryOptions({
    queryKey: flowRunKeys.one(id),
    queryFn: async ({ signal }): Promise<FlowRunResponse> => {
      await live.ready(`run:${id}`);
      return api.flowRuns.read({ id }, { signal });
    },
    refetchInterval: whilePolling(2000, (run: FlowRunResponse) => !isFinalType(run.state_type)),
  });

/** Every state the run has been in, oldest first. Its key changes with the run's state, which makes it live. */
export const flowRunStatesQuery = (id: string, stateId: string | null | undefined) =>
  queryOptions({
    queryKey: [...flowRunKeys.states(id), stateId],
    queryFn: async ({ signal }): Promise<readonly State[]> => {
      const states: RouteResponse<typeof routes.flowRunStates.list> = await api.flowRunStates.list(
        { flow_run_id: id },
        { signal },
      );
      return states.toSorted((a, b) => ((a.timestamp ?? "") < (b.timestamp ?? "") ? -1 : 1));
    },
    placeholderData: keepPreviousData,
  });
