/**
 * What the Runs page looks for: the URL's search as a request to the server, and as a predicate for rows that arrive
 * live. Both sides must agree, so they stand side by side.
 */
import { tryParseTime } from "@weir/contract/time";
import type { FlowRunFilter, FlowRunResponse, FlowRunSort, RouteBody, routes, StateType } from "@weir/contract";

export const RUN_SORTS = {
  newest: "START_TIME_DESC",
  oldest: "START_TIME_ASC",
  ended: "END_TIME_DESC",
  name: "NAME_ASC",
} as const satisfies Record<string, FlowRunSort>;
export type RunsSort = keyof typeof RUN_SORTS;

export interface RunsSearch {
  /** Words of the run's name, and `flow:`, `tag:`, `state:` with a value. */
  readonly q?: string | undefined;
  readonly state?: readonly StateType[] | undefined;
  readonly sort?: RunsSort | undefined;
  /** Only runs that no other run has started. */
  readonly top?: boolean | undefined;
  /** Only runs that started, or were to start, from then on: a span before now (`1h`), or a time. */
  readonly since?: string | undefined;
  /** Only runs that started, or were to start, by then. */
  readonly until?: string | undefined;
}

interface Query {
  readonly name: string;
  readonly flow: string;
  readonly tags: readonly string[];
  readonly states: readonly string[];
}

const TOKEN = /(?:(flow|tag|state):)?(?:"([^"]*)"?|(\S+))/gi;

/** `daily flow:etl tag:"on call" state:Late` */
export function parseQuery(text: string): Query {
  const words: string[] = [];
  const tags: string[] = [];
  const states: string[] = [];
  let flow = "";
  for (const [, key, quoted, bare] of text.matchAll(TOKEN)) {
    const value = (quoted ?? bare ?? "").trim();
    if (value === "") continue;
    switch (key?.toLowerCase()) {
      case "flow":
        flow = value;
        break;
      case "tag":
        tags.push(value);
        break;
      case "state":
        states.push(value.charAt(0).toUpperCase() + value.slice(1));
        break;
      default:
        words.push(value);
    }
  }
  return { name: words.join(" "), flow, tags, states };
}

type FilterBody = RouteBody<typeof routes.flowRuns.filter>;

/** The request's filters and sort order, without paging. */
export function toRequest(search: RunsSearch, now: number = Date.now()): FilterBody {
  const { name, flow, tags, states } = parseQuery(search.q ?? "");
  const { from, to } = spanOf(search, now);
  const filter: FlowRunFilter = {
    ...(name && { name: { like_: name } }),
    ...(tags.length > 0 && { tags: { all_: [...tags] } }),
    ...((from !== undefined || to !== undefined) && {
      start_time: {
        ...(from !== undefined && { after_: new Date(from).toISOString() }),
        ...(to !== undefined && { before_: new Date(to).toISOString() }),
      },
    }),
    ...(search.top && { parent_task_run_id: { is_null_: true } }),
    ...((states.length > 0 || search.state?.length) && {
      state: {
        ...(search.state?.length && { type: { any_: [...search.state] } }),
        ...(states.length > 0 && { name: { any_: [...states] } }),
      },
    }),
  };
  return {
    flow_runs: filter,
    ...(flow && { flows: { name: { like_: flow } } }),
    sort: RUN_SORTS[search.sort ?? "newest"],
  };
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since the epoch between which runs are looked for. What is no time is no bound. */
export function spanOf(
  { since, until }: RunsSearch,
  now: number,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const read = (text: string | undefined): number | undefined => {
    const [, amount, unit] = /^(\d{1,4})([mhd])$/.exec(text ?? "") ?? [];
    if (amount !== undefined) return now - Number(amount) * (UNITS[unit ?? ""] ?? 0);
    const micros = text === undefined ? undefined : tryParseTime(text);
    return micros === undefined ? undefined : micros / 1000;
  };
  return { from: read(since), to: read(until) };
}

function inSpan(run: FlowRunResponse, search: RunsSearch): boolean {
  const { from, to } = spanOf(search, Date.now());
  if (from === undefined && to === undefined) return true;
  const micros = tryParseTime(run.start_time ?? run.expected_start_time ?? "");
  return micros !== undefined && micros / 1000 >= (from ?? -Infinity) && micros / 1000 <= (to ?? Infinity);
}

/** Whether a run belongs in the list; `undefined` if that depends on the name of a flow that isn't known. */
export function matches(run: FlowRunResponse, search: RunsSearch, flowName: string | undefined): boolean | undefined {
  const { name, flow, tags, states } = parseQuery(search.q ?? "");
  if (name && !like(run.name ?? "", name)) return false;
  if (!tags.every((tag) => run.tags?.includes(tag))) return false;
  if (search.top && run.parent_task_run_id != null) return false;
  if (!inSpan(run, search)) return false;
  if (search.state?.length && !search.state.some((type) => type === run.state_type)) return false;
  if (states.length > 0 && !states.includes(run.state_name ?? "")) return false;
  if (!flow) return true;
  return flowName === undefined ? undefined : like(flowName, flow);
}

/** The server's `like_`: a part of the text in any case, `%` and `_` as wildcards. */
function like(text: string, part: string): boolean {
  const pattern = part
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(pattern, "is").test(text);
}

/** Orders rows as the server does. Runs without the time asked for come last. */
export function compareRuns(sort: RunsSort): (a: FlowRunResponse, b: FlowRunResponse) => number {
  const started = (run: FlowRunResponse) => run.start_time ?? run.expected_start_time ?? "";
  switch (sort) {
    case "newest":
      return (a, b) => compareText(started(b), started(a));
    case "oldest":
      return (a, b) => compareText(started(a), started(b));
    case "ended":
      return (a, b) => compareText(b.end_time ?? "", a.end_time ?? "");
    case "name":
      return (a, b) => compareText(a.name ?? "", b.name ?? "");
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
