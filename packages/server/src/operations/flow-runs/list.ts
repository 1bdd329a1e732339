import { formatTime, toSeconds, type FlowRunResponse, type FlowRunSort, type SimpleFlowRun } from "@weir/contract";
import { mayScan } from "../../storage/filters/parts.ts";
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
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** Reads beside the loop what may take long. */
const read = <T>({ store }: Context, filters: Filters, work: (db: Reader) => Promise<T>): Promise<T> =>
  mayScan("flow_runs", filters) ? store.scan(work) : store.read(work);

/** A page of runs, as the JSON text of a list. */
export async function listFlowRuns(context: Context, filters: Filters, sort: FlowRunSort, page: Page): Promise<string> {
  const rows = await read(context, filters, (db) => pageOfFlowRuns(db, filters, sort, page));
  const now = context.clock.now();
  return `[${rows.map((row) => flowRunText(row, now)).join(",")}]`;
}

export const countFlowRunsBy = (context: Context, filters: Filters): Promise<number> =>
  read(context, filters, (db) => countFlowRuns(db, filters));

/** A page with the number of all that match. */
export async function paginateFlowRuns(
  context: Context,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<{ results: FlowRunResponse[]; count: number }> {
  const [rows, count] = await read(context, filters, (db) =>
    Promise.all([pageOfFlowRuns(db, filters, sort, page), countFlowRuns(db, filters)]),
  );
  const now = context.clock.now();
  return { results: rows.map((row) => toFlowRun(row, now)), count };
}

export const meanLatenessBy = ({ store, clock }: Context, filters: Filters): Promise<number | null> =>
  store.scan((db) => meanLateness(db, filters, clock.now()));

/** Runs as a chart shows them. Those without a state or a time have no place in it. */
export async function outlineFlowRuns(
  context: Context,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<SimpleFlowRun[]> {
  const rows = await read(context, filters, (db) => outlinesOfFlowRuns(db, filters, sort, page));
  const now = context.clock.now();
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
