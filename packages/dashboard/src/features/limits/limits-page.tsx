import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Gauge, ListFilter, Plus } from "lucide-react";
import { type ReactElement, useState } from "react";
import { limitsQuery } from "../../data/limits.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { LimitDialog } from "./limit-dialog.tsx";
import { LimitStatus, SlotBar } from "./limit-status.tsx";

const route = getRouteApi("/limits/");

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_9rem_14rem_12rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,1fr)_9rem_14rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Limit" },
  { label: "Status" },
  { label: "Slots taken" },
  { label: "Comes free", className: "text-right max-lg:hidden" },
];

export function LimitsPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState(false);
  useTitle("Limits");
  useLiveTopics(["events"]);
  const { data, error, refetch } = useQuery(limitsQuery);
  const rows = data?.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <ListPage
      title="Limits"
      busy={!rows}
      error={error}
      retry={() => void refetch()}
      bar={
        <>
          <FilterBox
            label="Filter by name"
            value={q}
            onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
          />
          <Count of={rows?.length} one="limit" many="limits" />
          <Button className="ml-auto" onClick={() => setOpen(true)}>
            <Plus aria-hidden className="size-3.5" />
            New limit
          </Button>
        </>
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No limit matches" />
        ) : (
          <NoLimits />
        )
      ) : (
        rows && (
          <VirtualList
            label="Limits"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(limit) => limit.id}
            phoneHeight={64}
            render={(limit) => (
              <>
                <span role="cell" className="min-w-0 truncate">
                  <Link to="/limits/$id" params={{ id: limit.id }} data-row="" className={ROW_LINK}>
                    {limit.name}
                  </Link>
                </span>
                <span role="cell" className="max-sm:row-span-2">
                  <LimitStatus limit={limit} />
                </span>
                <span role="cell">
                  <SlotBar limit={limit} />
                </span>
                <span role="cell" className="num text-right text-ink-2 max-lg:hidden">
                  {limit.slot_decay_per_second ? `${limit.slot_decay_per_second} per second` : "when it is done"}
                </span>
              </>
            )}
          />
        )
      )}
      {open && <LimitDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

const EXAMPLE = `import { concurrency } from "weir";

// In a flow or a task: waits for a slot, and gives it back at the end.
await concurrency("database", async () => copyTables());`;

function NoLimits(): ReactElement {
  return (
    <Message icon={Gauge} title="No limits yet">
      <p className="text-ink-2">
        A limit says how many may do something at the same time, over all runs. Make one here, and ask for a slot of it
        in the code:
      </p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code={EXAMPLE} label="example" />
      </div>
    </Message>
  );
}
