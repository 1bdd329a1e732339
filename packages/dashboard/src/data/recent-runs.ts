/** The latest runs of a few flows or deployments, for the lists and pages that show them beside other things. */
import type { FlowRunFilter, FlowRunResponse, RecentRuns } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { flowRunKeys } from "./flow-runs.ts";
import { whilePolling } from "./live/polling.ts";

/** The most that the server gives at once, unless it is set otherwise. */
const MOST = 200;

/** What a short list or a chart shows of a run. */
export interface RunOutline {
  readonly id: string;
  readonly name?: string | undefined;
  readonly state_type?: FlowRunResponse["state_type"];
  readonly state_name?: string | null | undefined;
  readonly start_time?: string | null | undefined;
  readonly end_time?: string | null | undefined;
  readonly expected_start_time?: string | null | undefined;
}

interface RunsOf {
  readonly flows?: readonly string[];
  readonly deployments?: readonly string[];
  readonly limit?: number;
}

export interface SomeRuns {
  readonly rows: readonly FlowRunResponse[];
  /** There are more, which were not read. */
  readonly cut: boolean;
}

const STARTED = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"] as const;

/** Runs that have begun, newest first. The key is one of counts: live changes of runs make it read again. */
export const recentRunsQuery = (of: RunsOf) => runsOf("recent", of, [...STARTED], "START_TIME_DESC");

/** Runs that are still to begin, the next one first. */
export const upcomingRunsQuery = (of: RunsOf) => runsOf("upcoming", of, ["SCHEDULED"], "EXPECTED_START_TIME_ASC");

function runsOf(
  what: string,
  { flows, deployments, limit = MOST }: RunsOf,
  states: NonNullable<NonNullable<NonNullable<FlowRunFilter["state"]>["type"]>["any_"]>,
  sort: "START_TIME_DESC" | "EXPECTED_START_TIME_ASC",
) {
  return queryOptions({
    queryKey: [...flowRunKeys.counts, what, flows, deployments, limit],
    enabled: (flows ?? deployments ?? []).length > 0,
    queryFn: async ({ signal }): Promise<SomeRuns> => {
      const rows = await api.flowRuns.filter(
        {
          ...(flows && { flows: { id: { any_: [...flows] } } }),
          flow_runs: {
            state: { type: { any_: states } },
            ...(deployments && { deployment_id: { any_: [...deployments] } }),
          },
          sort,
          limit,
        },
        { signal },
      );
      return { rows, cut: rows.length === limit };
    },
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(5000),
  });
}

/** By the id of the flow or deployment: as many of its runs that have begun, newest first. At most 200 ids. */
export const lastRunsQuery = (of: "flow" | "deployment", ids: readonly string[], limit = 20) =>
  queryOptions({
    queryKey: [...flowRunKeys.counts, "last", of, ids, limit],
    enabled: ids.length > 0,
    queryFn: ({ signal }): Promise<RecentRuns> => api.overview.recentRuns({ of, ids: [...ids], limit }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: whilePolling(5000),
  });

/** Of the runs that have ended, the share that completed; `undefined` while none has. */
export function successRate(rows: readonly Pick<RunOutline, "state_type">[]): number | undefined {
  const completed = rows.filter((run) => run.state_type === "COMPLETED").length;
  const failed = rows.filter((run) => run.state_type === "FAILED" || run.state_type === "CRASHED").length;
  return completed + failed === 0 ? undefined : completed / (completed + failed);
}
