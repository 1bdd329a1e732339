import type { FlowRunResponse, LiveTopic } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Hourglass, SearchX } from "lucide-react";
import { lazy, type ReactElement, Suspense, useCallback, useMemo } from "react";
import { flowRunQuery } from "../../data/flow-runs.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { type RunTree, runTreeQuery, type TreeTaskRun } from "../../data/run-tree.ts";
import { toMillis } from "../../ui/format/time.ts";
import { useMedia } from "../../ui/media.ts";
import { Failure, Message } from "../../ui/message.tsx";
import { Split } from "../../ui/split.tsx";
import { stateLabel } from "../../ui/states.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { useTitle } from "../../ui/title.ts";
import { FailurePanel } from "./failure-panel.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { SubflowCard } from "./subflow-card.tsx";
import type { RunTab, RunView } from "./tabs.ts";
import { TaskCard } from "./task-card.tsx";
import type { Domain } from "./timeline/scale.ts";
import { Timeline } from "./timeline/timeline.tsx";
import { WhyPanel } from "./why-panel.tsx";

// Only who looks at the graph loads what draws it.
const RunGraphView = lazy(async () => ({ default: (await import("./graph/graph.tsx")).RunGraphView }));

const route = getRouteApi("/runs/$id");
/** Subflow runs that are watched as well; more than these are true as of the last reading. */
const MOST_WATCHED = 16;

export function RunPage(): ReactElement {
  const { id } = route.useParams();
  const tree = useQuery(runTreeQuery(id));
  useLiveTopics(useTopics(id, tree.data));
  const run = useQuery(flowRunQuery(id));
  useTitle(run.data && `${run.data.name}, ${stateLabel(run.data.state_type, run.data.state_name).toLowerCase()}`);

  const status = run.error && "status" in run.error ? run.error.status : undefined;
  // Also when it was there a moment ago: somebody has deleted it.
  if (status === 404 || status === 422) {
    return (
      <Message icon={SearchX} title="There is no such run">
        <p className="text-ink-2">It may have been deleted, or it ran on another server.</p>
        <Link to="/runs" className="font-medium text-accent hover:underline">
          All runs
        </Link>
      </Message>
    );
  }
  if (run.data) return <Run run={run.data} tree={tree.data} settled={!tree.isPending} />;
  if (!run.error) return <div aria-busy className="h-full" />;
  return <Failure error={run.error} retry={() => void run.refetch()} />;
}

/** The run, and each subflow run that still goes on. */
function useTopics(id: string, tree: RunTree | undefined): readonly LiveTopic[] {
  return useMemo(() => {
    const subflows = tree?.flowRuns.filter((run) => !isFinalType(run.state_type)).slice(0, MOST_WATCHED) ?? [];
    return [`run:${id}` as const, ...subflows.map((run) => `run:${run.id}` as const)];
  }, [id, tree]);
}

/** The task runs but for those that stand for a subflow run. */
function withoutTrackers({ taskRuns, flowRuns }: RunTree): readonly TreeTaskRun[] {
  const trackers = new Set(flowRuns.map((run) => run.parent_task_run_id));
  return taskRuns.filter((task) => !trackers.has(task.id));
}

const EMPTY: RunTree = { flowRuns: [], taskRuns: [], cut: false };

interface RunProps {
  readonly run: FlowRunResponse;
  readonly tree: RunTree | undefined;
  /** The tree has been read, or cannot be. */
  readonly settled: boolean;
}

function Run({ run, tree, settled }: RunProps): ReactElement {
  const { task: selected, tab = "logs", view = "timeline" } = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useMedia("(min-width: 1000px)");
  const called = useMemo(() => tree && withoutTrackers(tree), [tree]);
  const tasks = useMemo(() => new Map(tree?.taskRuns.map((task) => [task.id, task])), [tree]);
  const below = useMemo(() => new Map(tree?.flowRuns.map((other) => [other.id, other.name])), [tree]);
  const subflow = tree?.flowRuns.find((other) => other.id === selected);
  const task = selected === undefined ? undefined : tasks.get(selected);

  const select = useCallback(
    (id: string | undefined) =>
      void navigate({ search: ({ task: _, ...rest }) => ({ ...rest, ...(id && { task: id }) }), replace: true }),
    [navigate],
  );
  const showTab = useCallback(
    (next: RunTab) =>
      void navigate({
        search: ({ tab: _, ...rest }) => ({ ...rest, ...(next !== "logs" && { tab: next }) }),
        replace: true,
      }),
    [navigate],
  );

  const showView = useCallback(
    (next: RunView) =>
      void navigate({
        search: ({ view: _, ...rest }) => ({ ...rest, ...(next !== "timeline" && { view: next }) }),
        replace: true,
      }),
    [navigate],
  );

  const work = (
    <Tabs
      label="What ran"
      tabs={[
        { value: "timeline", label: "Timeline" },
        { value: "graph", label: "Graph" },
      ]}
      value={view}
      onChange={showView}
      className="flex h-full min-h-0 flex-col"
      rowClassName="px-2"
      panelClassName="min-h-0 flex-1"
      keyed
    >
      {view === "timeline" && (
        <RunTimeline run={run} tree={tree} selected={selected} onSelect={select} compact={!wide} />
      )}
      {view === "graph" && (
        <div className={wide ? "h-full" : "h-96"}>
          <Suspense fallback={<div aria-busy className="h-full" />}>
            {tree && (
              <RunGraphView
                runId={run.id}
                tree={tree}
                selected={selected}
                onSelect={select}
                flow={wide ? "right" : "down"}
              />
            )}
          </Suspense>
        </div>
      )}
    </Tabs>
  );
  const details = (
    <div className="flex h-full min-h-0 flex-col">
      {task && <TaskCard key={task.id} task={task} tasks={tasks} onTask={select} />}
      {subflow && <SubflowCard run={subflow} onClose={() => select(undefined)} />}
      <div className="min-h-0 flex-1">
        <RunTabs
          run={run}
          tasks={tasks}
          logOf={subflow?.id ?? task?.flow_run_id ?? run.id}
          below={subflow || task ? undefined : below}
          settled={settled}
          taskRunIds={task && [task.id]}
          tab={tab}
          onTab={showTab}
          onTask={select}
        />
      </div>
    </div>
  );
  return (
    <article className={wide ? "flex h-full flex-col" : "flex h-full flex-col overflow-y-auto"}>
      <RunHeader run={run} tasks={called} subflows={tree?.flowRuns.length ?? 0} />
      <FailurePanel run={run} tasks={called ?? []} onTask={select} />
      <WhyPanel run={run} />
      {wide ? (
        <div className="min-h-0 flex-1">
          <Split name="run" initial={58} left={work} right={details} />
        </div>
      ) : (
        <>
          <div className="shrink-0 border-b">{work}</div>
          <div className="h-[80dvh] shrink-0">{details}</div>
        </>
      )}
    </article>
  );
}

/** The part of the timeline in the address: times since the run's start, which mean the same to everybody. */
function usePart(from: number | undefined): readonly [Domain | undefined, (part: Domain | undefined) => void] {
  const { zoom } = route.useSearch();
  const navigate = route.useNavigate();
  const [start, end] = zoom?.split("-").map(Number) ?? [];
  const part =
    from !== undefined && start !== undefined && end !== undefined && end > start
      ? { from: from + start, to: from + end }
      : undefined;
  const show = useCallback(
    (next: Domain | undefined) => {
      const text = next && `${Math.max(0, next.from - (from ?? 0)).toFixed(1)}-${(next.to - (from ?? 0)).toFixed(1)}`;
      void navigate({ search: ({ zoom: _, ...rest }) => ({ ...rest, ...(text && { zoom: text }) }), replace: true });
    },
    [from, navigate],
  );
  return [part, show];
}

interface RunTimelineProps {
  readonly run: FlowRunResponse;
  readonly tree: RunTree | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly compact: boolean;
}

function RunTimeline({ run, tree: known, selected, onSelect, compact }: RunTimelineProps): ReactElement {
  const tree = known ?? EMPTY;
  const final = isFinalType(run.state_type);
  const from = toMillis(run.start_time) ?? firstStart(tree.taskRuns);
  const [part, showPart] = usePart(from);
  // Until it is read, nothing is claimed about it.
  if (known === undefined) return <div aria-busy className={compact ? "h-28" : "h-full"} />;
  if (from === undefined || (final && tree.taskRuns.length === 0)) {
    return (
      <p className="flex h-full items-center justify-center gap-2 px-4 py-10 text-ink-3">
        <Hourglass aria-hidden className="size-4" />
        {final ? "This run called no tasks." : "Nothing has started yet."}
      </p>
    );
  }
  return (
    <Timeline
      runId={run.id}
      tree={tree}
      from={from}
      to={final ? (toMillis(run.end_time) ?? from) : undefined}
      selected={selected}
      onSelect={onSelect}
      part={part}
      onPart={showPart}
      compact={compact}
    />
  );
}

function firstStart(tasks: readonly TreeTaskRun[]): number | undefined {
  const first = tasks.reduce((least, task) => Math.min(least, task.start ?? Infinity), Infinity);
  return first === Infinity ? undefined : first;
}
