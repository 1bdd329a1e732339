import type { ReceivedEvent } from "@weir/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Filter, ListFilter, Pause, Play, Radio, X } from "lucide-react";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { eventsOf, eventsQuery } from "../../data/events.ts";
import { EVENT_KINDS, type EventKind, type EventsSearch } from "../../data/events-search.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { useLater } from "../../ui/later.ts";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { ChoiceMenu } from "../../ui/menu.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { Density } from "./density.tsx";
import { resourceName } from "./resource.ts";

const route = getRouteApi("/events/");

const COLUMNS =
  "grid grid-cols-[9rem_minmax(0,1fr)_minmax(0,1fr)_8rem] items-center gap-x-4 px-6 max-lg:grid-cols-[6rem_minmax(0,1fr)_minmax(0,1fr)] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "When" },
  { label: "Event" },
  { label: "About" },
  { label: "Related", className: "text-right max-lg:hidden" },
];

const KINDS = [
  { value: "all", label: "All kinds" },
  ...Object.entries(EVENT_KINDS).map(([value, label]) => ({ value: value as EventKind, label })),
] as const;

const TIMES = [
  { value: "all", label: "Last 7 days" },
  { value: "1h", label: "Last hour" },
  { value: "1d", label: "Last day" },
  { value: "30d", label: "Last 30 days" },
] as const;

export function EventsPage(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Events");
  const change = (part: Partial<EventsSearch>): void =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined)),
      replace: true,
    });
  const [text, setText] = useState(search.q ?? "");
  const sought = useLater(text, 250);
  useEffect(() => {
    if (sought !== (search.q ?? "")) change({ q: sought || undefined });
    // Only what is typed goes into the address; the address alone is no reason.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [sought]);

  const events = useInfiniteQuery(eventsQuery(search));
  const all = useMemo(() => events.data && eventsOf(events.data.pages), [events.data]);
  const [held, setHeld] = useState<readonly ReceivedEvent[]>();
  const rows = held ?? all;
  useLiveTopics(["events"]);
  const missed = held && all ? all.findIndex(({ id }) => id === held[0]?.id) : 0;
  const filtered = Object.keys(search).length > 0;
  const kind = KINDS.find(({ value }) => value === (search.kind ?? "all")) ?? KINDS[0];
  const time = TIMES.find(({ value }) => value === (search.since ?? "all"));
  const { hasNextPage, isFetching, fetchNextPage } = events;
  return (
    <ListPage
      title="Events"
      busy={!rows}
      error={events.error}
      retry={() => void events.refetch()}
      bar={
        <>
          <FilterBox label="Words, event:prefect.flow-run.*, resource:…" value={text} onChange={setText} />
          <ChoiceMenu
            label="About"
            value={kind.value}
            choices={KINDS}
            onChoose={(value) => change({ kind: value === "all" ? undefined : value })}
          >
            <Button>
              <Filter aria-hidden className="size-3.5" />
              {kind.label}
            </Button>
          </ChoiceMenu>
          <ChoiceMenu
            label="Time"
            value={time?.value ?? "all"}
            choices={TIMES}
            onChoose={(value) => change({ since: value === "all" ? undefined : value, until: undefined })}
          >
            <Button>{time?.label ?? "Chosen time"}</Button>
          </ChoiceMenu>
          <Button aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : all)}>
            {held ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
            {held ? (missed > 0 ? `Go on, ${missed} new` : "Go on") : "Hold still"}
          </Button>
          {filtered && (
            <Button
              look="plain"
              onClick={() => {
                setText("");
                void navigate({ search: {}, replace: true });
              }}
            >
              <X aria-hidden className="size-3.5" />
              Clear
            </Button>
          )}
          <Count of={events.data?.pages[0]?.total} one="event" many="events" />
          <div className="w-full">
            <Density
              search={search}
              onSpan={(from, to) => change({ since: new Date(from).toISOString(), until: new Date(to).toISOString() })}
            />
          </div>
        </>
      }
    >
      {rows?.length === 0 ? (
        filtered ? (
          <Message icon={ListFilter} title="No event matches" />
        ) : (
          <NoEvents />
        )
      ) : (
        rows && (
          <VirtualList
            label="Events"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(event) => event.id}
            render={(event) => <EventRow event={event} />}
            height={36}
            phoneHeight={60}
            loadMore={hasNextPage && !isFetching && !held ? () => void fetchNextPage() : undefined}
          />
        )
      )}
    </ListPage>
  );
}

function EventRow({ event }: { readonly event: ReceivedEvent }): ReactElement {
  const related = event.related?.length ?? 0;
  return (
    <>
      <span role="cell" className="text-ink-2 max-sm:order-2 max-sm:text-right">
        <When at={event.occurred} />
      </span>
      <span role="cell" className="min-w-0 truncate font-mono text-xs max-sm:order-1">
        <Link to="/events/$id" params={{ id: event.id }} data-row="" className={ROW_LINK}>
          {event.event}
        </Link>
      </span>
      <span role="cell" className="min-w-0 truncate text-ink-2 max-sm:order-3 max-sm:col-span-2">
        {resourceName(event.resource)}
      </span>
      <span role="cell" className="num text-right text-ink-3 max-lg:hidden">
        {related > 0 && related}
      </span>
    </>
  );
}

function NoEvents(): ReactElement {
  const api = new URL("api", document.baseURI).href;
  return (
    <Message icon={Radio} title="No events in the last 7 days">
      <p className="text-ink-2">
        Runs, deployments, pools and automations tell here what happens to them. Your own programs can too:
      </p>
      <div className="flex w-full flex-col gap-2">
        <Snippet
          code={`curl -X POST ${api}/events -H 'content-type: application/json' \\\n  -d '[{"id":"'$(uuidgen)'","occurred":"'$(date -Is)'","event":"report.ready","resource":{"prefect.resource.id":"report.daily"}}]'`}
          label="command for an event"
        />
      </div>
    </Message>
  );
}
