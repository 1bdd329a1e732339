import type { CacheEntry } from "@weir/contract";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Eraser, Layers, ListFilter } from "lucide-react";
import { type ReactElement, useMemo, useState } from "react";
import { cacheEntriesQuery, cacheKeys, clearCached } from "../../data/cache.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";

const route = getRouteApi("/cache");

const COLUMNS =
  "grid grid-cols-[minmax(0,3fr)_minmax(0,3fr)_6rem_5rem_8rem_7rem_2rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_5rem_7rem_2rem] max-sm:grid-cols-[minmax(0,1fr)_auto_2rem] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Task" },
  { label: "Key" },
  { label: "Size", className: "text-right max-lg:hidden" },
  { label: "Hits", className: "text-right" },
  { label: "Expires", className: "text-right max-lg:hidden" },
  { label: "Made", className: "text-right" },
  { label: "" },
];

export function CachePage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Cache");
  useLiveTopics(["events"]);
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(cacheEntriesQuery(q));
  const [asked, setAsked] = useState<CacheEntry>();
  const client = useQueryClient();
  const rows = useMemo(() => data?.pages.flatMap((page) => page.entries), [data]);
  return (
    <ListPage
      title="Cache"
      busy={!rows}
      error={error}
      retry={() => void refetch()}
      bar={
        <FilterBox
          label="Filter by task or key"
          value={q}
          onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
        />
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No result matches" />
        ) : (
          <Message icon={Layers} title="No results are kept">
            <p className="text-ink-2">
              A task with the option <code>cache</code> leaves its results here: later runs with the same inputs take
              them, on any machine.
            </p>
            <div className="w-full">
              <Snippet code={'task({ name: "rates", cache: { expiresIn: "1h" } }, async (day) => …)'} label="code" />
            </div>
          </Message>
        )
      ) : (
        rows && (
          <VirtualList
            label="Cached results"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(entry) => entry.id}
            render={(entry) => <EntryRow entry={entry} onClear={setAsked} />}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
          />
        )
      )}
      {asked && (
        <Confirm
          title={`Clear the result of ${asked.task_name}?`}
          means="No machine takes it any more: the next run with the same inputs makes it anew."
          label="Clear it"
          act={async () => {
            await clearCached(asked);
            await client.invalidateQueries({ queryKey: cacheKeys.entries });
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </ListPage>
  );
}

interface EntryRowProps {
  readonly entry: CacheEntry;
  readonly onClear: (entry: CacheEntry) => void;
}

function EntryRow({ entry, onClear }: EntryRowProps): ReactElement {
  const { task_name, task_run_id, namespace, key, size, hits, created, expires } = entry;
  return (
    <>
      <span role="cell" className="flex min-w-0 items-baseline gap-2">
        <Link to="/task-runs/$id" params={{ id: task_run_id }} data-row="" className={`truncate ${ROW_LINK}`}>
          {task_name}
        </Link>
        {namespace !== "default" && <span className="truncate text-xs text-ink-3">{namespace}</span>}
      </span>
      <span
        role="cell"
        title={key}
        className="min-w-0 truncate font-mono text-xs text-ink-2 max-sm:order-last max-sm:col-span-3"
      >
        {key}
      </span>
      <span role="cell" className="text-right text-ink-2 tabular-nums max-lg:hidden">
        {size.toLocaleString("en")}
      </span>
      <span role="cell" className="text-right text-ink-2 tabular-nums max-sm:hidden">
        {hits.toLocaleString("en")}
      </span>
      <span role="cell" className="text-right text-ink-2 max-lg:hidden">
        {expires === null ? "never" : <When at={expires} as="relative" />}
      </span>
      <span role="cell" className="text-right text-ink-2">
        <When at={created} as="relative" />
      </span>
      <span role="cell" className="relative z-10 flex justify-end">
        <IconButton label={`Clear the result of ${task_name}`} onClick={() => onClear(entry)} className="-mr-2">
          <Eraser aria-hidden />
        </IconButton>
      </span>
    </>
  );
}
