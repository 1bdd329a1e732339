import type { Flow, FlowRunOutline } from "@weir/contract";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListFilter, Workflow } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { flowPlansQuery, flowsCountQuery, flowsQuery } from "../../data/flows.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { lastRunsQuery, successRate } from "../../data/recent-runs.ts";
import { percentile, secondsOf } from "../../data/run-stats.ts";
import { FilterBox } from "../../ui/filter-box.tsx";
import { formatDuration } from "../../ui/format/duration.ts";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { toMillis } from "../../ui/format/time.ts";
import { Message } from "../../ui/message.tsx";
import { useNow } from "../../ui/now.ts";
import { ROW_LINK } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { FirstRun } from "../runs/first-run.tsx";
import { RunBars } from "../runs/run-bars.tsx";

const route = getRouteApi("/flows/");

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_11rem_6rem_7rem_7rem_7rem_7rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,1fr)_11rem_6rem_7rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:px-3";
const HEAD = [
  { label: "Flow" },
  { label: "Last runs", className: "max-sm:hidden" },
  { label: "Success", className: "text-right" },
  { label: "Typical time", className: "text-right max-lg:hidden" },
  { label: "Deployments", className: "text-right max-lg:hidden" },
  { label: "Last run", className: "text-right max-sm:hidden" },
  { label: "Next run", className: "text-right max-lg:hidden" },
];

interface Told {
  readonly runs: readonly FlowRunOutline[];
  readonly deployments: number | undefined;
  readonly next: string | undefined;
}

export function FlowsPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Flows");
  useLiveTopics(["runs"]);
  const flows = useInfiniteQuery(flowsQuery(q));
  const count = useQuery(flowsCountQuery(q));
  const rows = useMemo(() => flows.data?.pages.flat(), [flows.data]);
  const told = useTold(flows.data?.pages ?? []);
  const { hasNextPage, isFetching, fetchNextPage } = flows;
  return (
    <ListPage
      title="Flows"
      busy={!rows}
      error={flows.error}
      retry={() => void flows.refetch()}
      bar={
        <>
          <FilterBox
            label="Filter by name"
            value={q}
            onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
          />
          <Count of={count.data} one="flow" many="flows" />
        </>
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No flow matches" />
        ) : (
          <FirstRun icon={Workflow} title="No flows yet">
            A flow is there as soon as it has run once. Save this and run it:
          </FirstRun>
        )
      ) : (
        rows && (
          <VirtualList
            label="Flows"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(flow) => flow.id}
            render={(flow) => <FlowRow flow={flow} told={told(flow.id)} />}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
          />
        )
      )}
    </ListPage>
  );
}

/** What is known of each flow beside its name; asked for a page at a time. */
function useTold(pages: readonly (readonly Flow[])[]): (id: string) => Told {
  const ids = pages.map((page) => page.map(({ id }) => id));
  const runs = useQueries({ queries: ids.map((some) => lastRunsQuery("flow", some)) });
  const plans = useQueries({ queries: ids.map((some) => flowPlansQuery(some)) });
  return (id) => ({
    runs: runs.find(({ data }) => data && id in data)?.data?.[id] ?? [],
    deployments: plans.find(({ data }) => data && id in data.deployments)?.data?.deployments[id],
    next: plans.find(({ data }) => data?.next[id])?.data?.next[id]?.next_scheduled_start_time,
  });
}

/** A time that has passed is one that nobody has kept. */
function Next({ at }: { readonly at: string }): ReactElement {
  const late = useNow() - (toMillis(at) ?? 0) > 15_000;
  return late ? (
    <span data-tone="late" className="font-medium text-tone-text">
      late
    </span>
  ) : (
    <When at={at} as="relative" />
  );
}

function FlowRow({ flow, told }: { readonly flow: Flow; readonly told: Told }): ReactElement {
  const rate = successRate(told.runs);
  const typical = percentile(secondsOf(told.runs), 0.5);
  const [last] = told.runs;
  return (
    <>
      <span role="cell" className="flex min-w-0 items-center gap-2">
        <Link to="/flows/$id" params={{ id: flow.id }} data-row="" className={`truncate ${ROW_LINK}`}>
          {flow.name}
        </Link>
        <Tags tags={flow.tags ?? []} most={2} className="max-sm:hidden" />
      </span>
      <span role="cell" className="max-sm:hidden">
        <RunBars rows={told.runs} />
      </span>
      <span role="cell" className="num text-right" data-tone={rate !== undefined && rate < 0.8 ? "bad" : undefined}>
        <span className="text-ink-3 sm:hidden">succeeds </span>
        <span className={rate !== undefined && rate < 0.8 ? "font-medium text-tone-text" : "font-medium"}>
          {rate === undefined ? "–" : `${Math.round(rate * 100)}%`}
        </span>
      </span>
      <span role="cell" className="num text-right text-ink-2 max-lg:hidden">
        {typical === undefined ? "–" : formatDuration(typical)}
      </span>
      <span role="cell" className="num text-right text-ink-2 max-lg:hidden">
        {told.deployments}
      </span>
      <span role="cell" className="text-right text-ink-2 max-sm:hidden">
        {last ? <When at={last.start_time} as="relative" /> : "–"}
      </span>
      <span role="cell" className="text-right text-ink-2 max-lg:hidden">
        {told.next ? <Next at={told.next} /> : "–"}
      </span>
    </>
  );
}
