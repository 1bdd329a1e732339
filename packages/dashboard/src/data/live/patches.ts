/** What a patch does to the query cache. Components never see patches, only the cache. */
import type { FlowRunResponse, LiveOp, LiveTopic, Log, TaskRun } from "@weir/contract";
import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { artifactKeys } from "../artifacts.ts";
import { eventKeys, patchEvents } from "../events.ts";
import { flowKeys } from "../flows.ts";
import { flowRunKeys, type RunsPage } from "../flow-runs.ts";
import { FIRST_PAGE, type RunsCursor } from "../runs-paging.ts";
import { logKeys, type LogsPage, type LogsSearch, logMatches } from "../logs.ts";
import { isNewer, upsert } from "../rows.ts";
import { type RunTree, runTreeKeys, treeFlowRun, treeTaskRun } from "../run-tree.ts";
import { compareRuns, matches, type RunsSearch } from "../runs-search.ts";
import { taskRunKeys } from "../task-runs.ts";

/** The keys whose data a topic keeps true: they are read again when changes may have been missed. */
export function keysOf(topic: LiveTopic): readonly QueryKey[] {
  if (topic === "runs") return [flowRunKeys.lists];
  if (topic === "events") return [eventKeys.lists, eventKeys.counts];
  const id = topic.slice("run:".length);
  return [flowRunKeys.one(id), runTreeKeys.all, logKeys.all, artifactKeys.ofRun(id)];
}

export function applyPatch(client: QueryClient, topic: LiveTopic, ops: readonly LiveOp[]): void {
  const flowRuns: FlowRunResponse[] = [];
  const taskRuns: TaskRun[] = [];
  const logs: Log[] = [];
  const gone = new Set<string>();
  if (topic === "events") return patchEvents(client, ops);
  const runId = topic === "runs" ? undefined : topic.slice("run:".length);
  for (const op of ops) {
    switch (op.op) {
      case "flow_run":
        flowRuns.push(op.value);
        break;
      case "task_run":
        taskRuns.push(op.value);
        break;
      case "deleted":
        gone.add(op.id);
        break;
      case "logs":
        logs.push(...op.value);
        break;
      case "artifact":
        if (runId) void client.invalidateQueries({ queryKey: artifactKeys.ofRun(runId) });
        break;
      case "event":
        // Of the topic `events` alone.
        break;
    }
  }
  for (const run of flowRuns) patchRun(client, run);
  for (const run of taskRuns) patchTaskRun(client, run);
  if (gone.size > 0) removeRuns(client, gone);
  if (runId === undefined) patchLists(client, flowRuns);
  else patchTrees(client, runId, flowRuns, taskRuns);
  if (runId !== undefined && logs.length > 0) patchLogs(client, runId, logs);
  // An artifact without a key makes no event: the run's own changes are the occasion to look for one.
  if (runId !== undefined && flowRuns.some((run) => run.id === runId)) {
    void client.invalidateQueries({ queryKey: artifactKeys.ofRun(runId) });
  }
}

function patchRun(client: QueryClient, run: FlowRunResponse): void {
  client.setQueryData<FlowRunResponse>(flowRunKeys.one(run.id), (known) =>
    known && isNewer(run, known) ? run : known,
  );
}

function patchTaskRun(client: QueryClient, run: TaskRun): void {
  client.setQueryData<TaskRun>(taskRunKeys.one(run.id), (known) => (known && isNewer(run, known) ? run : known));
}

/** Takes runs that are gone out of lists and trees. The page of such a run asks again, and is told. */
function removeRuns(client: QueryClient, gone: ReadonlySet<string>): void {
  const here = (run: FlowRunResponse): boolean => !gone.has(run.id);
  for (const [key, data] of client.getQueriesData<InfiniteData<RunsPage>>({ queryKey: flowRunKeys.lists })) {
    if (!data?.pages.some((page) => !page.rows.every(here))) continue;
    client.setQueryData(key, {
      ...data,
      pages: data.pages.map((page) => ({ ...page, rows: page.rows.filter(here) })),
    });
  }
  for (const [key, tree] of client.getQueriesData<RunTree>({ queryKey: runTreeKeys.all })) {
    const left = tree?.flowRuns.filter((run) => !gone.has(run.id));
    if (tree && left && left.length < tree.flowRuns.length)
      client.setQueryData<RunTree>(key, { ...tree, flowRuns: left });
  }
  for (const id of gone) void client.invalidateQueries({ queryKey: flowRunKeys.one(id) });
}

function patchLists(client: QueryClient, runs: readonly FlowRunResponse[]): void {
  for (const [key, data] of client.getQueriesData<InfiniteData<RunsPage, RunsCursor>>({
    queryKey: flowRunKeys.lists,
  })) {
    if (!data) continue;
    const search = key[2] as RunsSearch;
    const next = patchList(client, data, search, runs);
    if (next === "unknown") void client.invalidateQueries({ queryKey: key });
    else if (next !== data) client.setQueryData(key, next);
  }
}

function patchList(
  client: QueryClient,
  data: InfiniteData<RunsPage, RunsCursor>,
  search: RunsSearch,
  runs: readonly FlowRunResponse[],
): InfiniteData<RunsPage, RunsCursor> | "unknown" {
  const rows = data.pages.flatMap((page) => page.rows);
  const known = new Map(rows.map((row) => [row.id, row]));
  const gone = new Set<string>();
  const changed: FlowRunResponse[] = [];
  for (const run of runs) {
    const flowName = client.getQueryData<{ name: string }>(flowKeys.one(run.flow_id))?.name;
    const belongs = matches(run, search, flowName);
    if (belongs === undefined) return "unknown";
    const before = known.get(run.id);
    if (belongs) changed.push(run);
    else if (before && isNewer(run, before)) gone.add(run.id);
  }
  if (changed.length === 0 && !rows.some((row) => gone.has(row.id))) return data;

  const more = data.pages.at(-1)?.more ?? false;
  const order = compareRuns(search.sort ?? "newest");
  const edge = rows.at(-1);
  const result = upsert(rows, changed)
    .filter((row) => !gone.has(row.id))
    .toSorted(order)
    // A new row that sorts behind everything loaded belongs to a page that hasn't been read.
    .filter((row) => known.has(row.id) || !more || edge === undefined || order(row, edge) <= 0);
  return { pages: [{ rows: result, more }], pageParams: [FIRST_PAGE] };
}

function patchTrees(
  client: QueryClient,
  runId: string,
  flowRuns: readonly FlowRunResponse[],
  taskRuns: readonly TaskRun[],
): void {
  for (const [key, tree] of client.getQueriesData<RunTree>({ queryKey: runTreeKeys.all })) {
    if (!tree) continue;
    if (key[1] !== runId && !tree.flowRuns.some((run) => run.id === runId)) continue;
    const subflows = flowRuns.filter((run) => run.id !== key[1]);
    client.setQueryData<RunTree>(key, {
      ...tree,
      flowRuns: upsert(tree.flowRuns, subflows.map(treeFlowRun)),
      taskRuns: upsert(tree.taskRuns, taskRuns.map(treeTaskRun)),
    });
  }
}

/** Lines held of a log that is being followed; older ones are read again by whoever scrolls back to them. */
const MOST_LINES = 5000;

function patchLogs(client: QueryClient, runId: string, lines: readonly Log[]): void {
  const queries = client.getQueriesData<InfiniteData<LogsPage, string | null>>({ queryKey: logKeys.all });
  for (const [key, data] of queries) {
    const [newest, ...older] = data?.pages ?? [];
    if (!data || !newest) continue;
    const search = key[2] as LogsSearch;
    // A run's log may show the lines of its subflow runs too.
    if (key[1] !== runId && !search.below?.includes(runId)) continue;
    const fresh = lines.filter((line) => logMatches(line, search));
    if (fresh.length === 0) continue;
    const known = new Set(newest.lines.slice(-500).map((line) => line.id));
    const added = fresh.filter((line) => !known.has(line.id));
    const all = [...newest.lines, ...added].toSorted(byTime);
    const next: InfiniteData<LogsPage, string | null> =
      all.length > MOST_LINES
        ? { pages: [{ lines: all.slice(-MOST_LINES), older: true }], pageParams: [null] }
        : { ...data, pages: [{ ...newest, lines: all }, ...older] };
    client.setQueryData(key, next);
  }
}

const byTime = (a: Log, b: Log): number => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0);
