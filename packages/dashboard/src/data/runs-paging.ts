/**
 * Pages of runs by where the one before ended, not by how many there were: the thousandth page costs what the first does,
 * and runs that arrive meanwhile shift nothing.
 */
import type { FlowRunFilter, FlowRunResponse, RouteBody, routes } from "@weir/contract";
import type { RunsSort } from "./runs-search.ts";

type FilterBody = RouteBody<typeof routes.flowRuns.filter>;

/** Where a page begins; `null` for the first. */
export type RunsCursor =
  | {
      readonly key: "start_time" | "end_time";
      /** The time at which the page before ended; `null` among runs that have none. */
      readonly at: string | null;
      /** Runs of that very time that were in it. */
      readonly seen: readonly string[];
    }
  /** For orders that no filter can continue. */
  | { readonly key: "offset"; readonly offset: number }
  | null;

export const FIRST_PAGE: RunsCursor = null;

/** What the page after these rows asks for. */
export function cursorAfter(rows: readonly FlowRunResponse[], sort: RunsSort): RunsCursor {
  const last = rows.at(-1);
  if (last === undefined) return FIRST_PAGE;
  if (sort === "name") return { key: "offset", offset: rows.length };
  const timeOf =
    sort === "ended"
      ? (run: FlowRunResponse) => run.end_time ?? null
      : (run: FlowRunResponse) => run.start_time ?? run.expected_start_time ?? null;
  const at = timeOf(last);
  const from = rows.findLastIndex((run) => timeOf(run) !== at) + 1;
  return { key: sort === "ended" ? "end_time" : "start_time", at, seen: rows.slice(from).map(({ id }) => id) };
}

/** The request for a page. */
export function atCursor(request: FilterBody, cursor: RunsCursor, sort: RunsSort): FilterBody {
  if (cursor === null) return request;
  if (cursor.key === "offset") return { ...request, offset: cursor.offset };
  const bound =
    cursor.at === null ? { is_null_: true } : sort === "oldest" ? { after_: cursor.at } : { before_: cursor.at };
  const filter: FlowRunFilter = {
    ...request.flow_runs,
    [cursor.key]: { ...request.flow_runs?.[cursor.key], ...bound },
    id: { not_any_: [...cursor.seen] },
  };
  return { ...request, flow_runs: filter };
}

/**
 * The page that follows a short one, if there is another part to the list: after the runs that have ended come those that
 * have not, which a bound on the time of the end leaves out.
 */
export const nextPart = (cursor: RunsCursor): RunsCursor | undefined =>
  cursor?.key === "end_time" && cursor.at !== null ? { key: "end_time", at: null, seen: [] } : undefined;
