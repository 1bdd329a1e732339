import type { FlowRunResponse, RouteResponse, routes, State } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { whilePolling } from "./live/polling.ts";
import { type RunsSearch, toRequest } from "./runs-search.ts";

const PAGE = 100;

export const flowRunKeys = {
  all: ["flow-runs"] as const,
  lists: ["flow-runs", "list"] as const,
  list: (search: RunsSearch) => ["flow-runs", "list", search] as const,
  counts: ["flow-runs", "count"] as const,
  count: (search: RunsSearch) => ["flow-runs", "count", { ...search, sort: undefined }] as const,
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
    initialPageParam: 0,
    queryFn: async ({ pageParam, signal }): Promise<RunsPage> => {
      if (pageParam === 0) await live.ready("runs");
      const rows = await api.flowRuns.filter({ ...toRequest(search), limit: PAGE, offset: pageParam }, { signal });
      return { rows, more: rows.length === PAGE };
    },
    // Rows that arrived live are in the pages too, so their number is the offset of what comes next.
    getNextPageParam: (last, pages) => (last.more ? pages.reduce((sum, page) => sum + page.rows.length, 0) : undefined),
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
