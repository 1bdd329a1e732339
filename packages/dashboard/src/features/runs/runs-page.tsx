import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ListFilter, Waves } from "lucide-react";
import { type ReactElement, useCallback, useMemo } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { runsCountQuery, runsQuery } from "../../data/flow-runs.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { useTitle } from "../../ui/title.ts";
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
        replace: true,
      }),
    [navigate],
  );

  return (
    <section className="flex h-full flex-col" aria-labelledby="page-title">
      <div className="flex flex-col gap-3 px-6 pt-4 pb-3 max-sm:px-3 max-sm:pt-3">
        <h1 id="page-title" className="sr-only">
          Runs
        </h1>
        <RunsFilters search={search} onChange={change} total={total.data} />
      </div>
      {runs.error && !rows ? (
        <Failure error={runs.error} retry={() => void runs.refetch()} />
      ) : rows?.length === 0 ? (
        isFiltered(search) ? (
          <Message icon={ListFilter} title="No run matches">
            <Button onClick={() => change({ q: undefined, state: undefined, top: undefined })}>
              Clear the filters
            </Button>
          </Message>
        ) : (
          <FirstRun />
        )
      ) : (
        <RunsTable
          rows={rows}
          loadMore={runs.hasNextPage && !runs.isFetching ? () => void runs.fetchNextPage() : undefined}
        />
      )}
    </section>
  );
}

const isFiltered = ({ q, state, top }: RunsSearch): boolean =>
  q !== undefined || state !== undefined || top !== undefined;

const EXAMPLE = `// hello.ts
import { flow, task } from "weir";

const greet = task({ name: "greet" }, async (name: string) => {
  return \`Hello, \${name}!\`;
});

const hello = flow({ name: "hello" }, async () => greet("world"));

console.log(await hello());`;

function FirstRun(): ReactElement {
  return (
    <Message icon={Waves} title="No runs yet">
      <p className="text-ink-2">Runs appear here by themselves as soon as a flow starts. Save this and run it:</p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code={EXAMPLE} label="example" />
        <Snippet code={`WEIR_API_URL=${new URL("api", document.baseURI).href} node hello.ts`} label="command" />
      </div>
    </Message>
  );
}
