import { formatTime, toSeconds, type FlowRunResponse, type FlowRunSort, type SimpleFlowRun } from "@weir/contract";
import type { Filters } from "../../storage/filters/related.ts";
import {
  countFlowRuns,
  meanLateness,
  outlinesOfFlowRuns,
  pageOfFlowRuns,
} from "../../storage/queries/flow-run-lists.ts";
import { flowRunText } from "../../storage/queries/flow-run-text.ts";
import { lateness, runTime, toFlowRun } from "../../storage/queries/flow-runs.ts";
import type { Page } from "../../storage/queries/run-pages.ts";
import type { Context } from "../context.ts";

/** A page of runs, as the JSON text of a list. */
export async function listFlowRuns(
  { store, clock }: Context,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<string> {
  const rows = await store.read((db) => pageOfFlowRuns(db, filters, sort, page));
  const now = clock.now();
  return `[${rows.map((row) => flowRunText(row, now)).join(",")}]`;
}

export const countFlowRunsBy = ({ store }: Context, filters: Filters): Promise<number> =>
  store.read((db) => countFlowRuns(db, filters));

/** A page with the number of all that match. */
export async function paginateFlowRuns(
  { store, clock }: Context,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<{ results: FlowRunResponse[]; count: number }> {
  const [rows, count] = await store.read((db) =>
    Promise.all([pageOfFlowRuns(db, filters, sort, page), countFlowRuns(db, filters)]),
  );
  const now = clock.now();
  return { results: rows.map((row) => toFlowRun(row, now)), count };
}

export const meanLatenessBy = ({ store, clock }: Context, filters: Filters): Promise<number | null> =>
  store.read((db) => meanLateness(db, filters, clock.now()));

/** Runs as a chart shows them. Those without a state or a time have no place in it. */
export async function outlineFlowRuns(
  { store, clock }: Context,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<SimpleFlowRun[]> {
  const rows = await store.read((db) => outlinesOfFlowRuns(db, filters, sort, page));
  const now = clock.now();
  return rows.flatMap((row) => {
    const time = row.start_time ?? row.expected_start_time;
    if (row.state_type === null || time === null) return [];
    return {
      id: row.id,
      state_type: row.state_type as SimpleFlowRun["state_type"],
      timestamp: formatTime(time),
      duration: toSeconds(runTime(row, now)),
      lateness: toSeconds(lateness(row, now)),
    };
  });
}
