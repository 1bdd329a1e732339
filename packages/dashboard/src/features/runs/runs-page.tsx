import type { FlowRunResponse } from "@weir/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ListFilter, Waves } from "lucide-react";
import { type ReactElement, useCallback, useMemo, useRef, useState } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { runsCountQuery, runsQuery } from "../../data/flow-runs.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { Button } from "../../ui/button.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { useKeys } from "../../ui/keys.ts";
import { useTitle } from "../../ui/title.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { FirstRun } from "./first-run.tsx";
import { Histogram } from "./histogram.tsx";
import { RunsFilters } from "./runs-filters.tsx";
import { RunsTable } from "./runs-table.tsx";

const route = getRouteApi("/runs/");

export function RunsPage(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useLiveTopics(["runs"]);
  useTitle("Runs");
  const runs = useInfiniteQuery(runsQuery(search));
  const total = useQuery(runsCountQuery(search));
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.rows), [runs.data]);

  const change = useCallback(
    (part: Partial<RunsSearch>) =>
      void navigate({
        search: (previous) =>
          Object.fromEntries(Object.entries({ ...previous, ...part }).filter(([, value]) => value !== undefined)),
      }),
    [navigate],
  );
  const { selected, toggle, clear } = useSelection(rows);
  useKeys({ Escape: clear });

  return (
    <section className="flex h-full flex-col" aria-labelledby="page-title">
      <div className="flex flex-col gap-3 px-6 pt-4 pb-3 max-sm:px-3 max-sm:pt-3">
        <h1 id="page-title" className="sr-only">
          Runs
        </h1>
        <RunsFilters search={search} onChange={change} total={total.data} />
        {(rows === undefined || rows.length > 0 || isFiltered(search)) && (
          <Histogram
            search={search}
            onSpan={(from, to) => change({ since: new Date(from).toISOString(), until: new Date(to).toISOString() })}
          />
        )}
      </div>
      {runs.error && !rows ? (
        <Failure error={runs.error} retry={() => void runs.refetch()} />
      ) : rows?.length === 0 ? (
        isFiltered(search) ? (
          <Message icon={ListFilter} title="No run matches">
            <Button
              onClick={() =>
                change({ q: undefined, state: undefined, top: undefined, since: undefined, until: undefined })
              }
            >
              Clear the filters
            </Button>
          </Message>
        ) : (
          <FirstRun icon={Waves} title="No runs yet">
            Runs appear here by themselves as soon as a flow starts. Save this and run it:
          </FirstRun>
        )
      ) : (
        <RunsTable
          rows={rows}
          loadMore={runs.hasNextPage && !runs.isFetching ? () => void runs.fetchNextPage() : undefined}
          selected={selected}
          onSelect={toggle}
        />
      )}
      {selected.size > 0 && (
        <BulkBar
          search={search}
          selected={rows?.filter((run) => selected.has(run.id)) ?? []}
          total={total.data}
          onClear={clear}
        />
      )}
    </section>
  );
}

const isFiltered = ({ q, state, top, since, until }: RunsSearch): boolean =>
  [q, state, top, since, until].some((part) => part !== undefined);

interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly toggle: (run: FlowRunResponse, range: boolean) => void;
  readonly clear: () => void;
}

/** The runs that are selected. One that leaves the list is not acted on unseen: it is selected no longer. */
function useSelection(rows: readonly FlowRunResponse[] | undefined): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const selected = useMemo(() => new Set(rows?.flatMap((run) => (chosen.has(run.id) ? [run.id] : []))), [rows, chosen]);
  const toggle = useCallback(
    (run: FlowRunResponse, range: boolean) => {
      const from = range ? (rows?.findIndex(({ id }) => id === last.current) ?? -1) : -1;
      const to = rows?.findIndex(({ id }) => id === run.id) ?? -1;
      last.current = run.id;
      setChosen((known) => {
        const next = new Set(known);
        if (from >= 0) for (const { id } of rows?.slice(Math.min(from, to), Math.max(from, to) + 1) ?? []) next.add(id);
        else if (!next.delete(run.id)) next.add(run.id);
        return next;
      });
    },
    [rows],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  return { selected, toggle, clear };
}
