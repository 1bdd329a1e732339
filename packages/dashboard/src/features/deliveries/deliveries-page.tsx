import type { Delivery } from "@weir/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, ListFilter, type LucideIcon, RotateCcw, Send } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { deliveriesQuery } from "../../data/deliveries.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Badge } from "../../ui/badge.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { OutcomeFilter } from "../../ui/outcome-filter.tsx";
import type { Tone } from "../../ui/states.ts";
import { ROW_LINK } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { DELIVERY_OUTCOMES } from "./outcomes.ts";

const route = getRouteApi("/deliveries");

const COLUMNS =
  "grid grid-cols-[8rem_minmax(0,2fr)_minmax(0,2fr)_minmax(0,3fr)_7rem] items-center gap-x-4 px-6 max-lg:grid-cols-[8rem_minmax(0,1fr)_minmax(0,1fr)_7rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Outcome" },
  { label: "Subject" },
  { label: "To" },
  { label: "Answer", className: "max-lg:hidden" },
  { label: "Sent", className: "text-right" },
];

const LOOKS: Readonly<Record<Delivery["outcome"], readonly [Tone, LucideIcon, string]>> = {
  delivered: ["ok", CircleCheck, "Delivered"],
  failed: ["bad", CircleX, "Failed"],
  tried: ["hold", RotateCcw, "Tried"],
};

export function DeliveriesPage(): ReactElement {
  const { outcome } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Deliveries");
  useLiveTopics(["events"]);
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(deliveriesQuery(outcome));
  const rows = useMemo(() => data?.pages.flatMap((page) => page.deliveries), [data]);
  return (
    <ListPage
      title="Deliveries"
      busy={!rows}
      error={error}
      retry={() => void refetch()}
      bar={
        <OutcomeFilter
          label="Outcome"
          outcomes={DELIVERY_OUTCOMES}
          value={outcome}
          onChange={(chosen) => void navigate({ search: chosen ? { outcome: chosen } : {}, replace: true })}
        />
      }
    >
      {rows?.length === 0 ? (
        outcome ? (
          <Message icon={ListFilter} title="No delivery matches" />
        ) : (
          <Message icon={Send} title="Nothing was sent yet">
            <p className="text-ink-2">
              What automations send is listed here: notifications by Slack, mail and others, and calls of webhooks.
            </p>
            <div className="w-full">
              <Snippet
                code="weir automation create --template failure-notification --block slack-webhook/ops"
                label="command"
              />
            </div>
          </Message>
        )
      ) : (
        rows && (
          <VirtualList
            label="Deliveries"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(delivery) => delivery.id}
            phoneHeight={84}
            render={(delivery) => <DeliveryRow delivery={delivery} />}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
          />
        )
      )}
    </ListPage>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }): ReactElement {
  const { outcome, attempt, subject, automation_id, automation_name, block_name, recipient, status_code, answer } =
    delivery;
  const [tone, icon, text] = LOOKS[outcome];
  return (
    <>
      <span role="cell" className="max-sm:order-2">
        <Badge tone={tone} icon={icon}>
          {attempt > 1 ? `${text}, ${attempt}` : text}
        </Badge>
      </span>
      <span role="cell" className="flex min-w-0 items-baseline gap-2 max-sm:order-1 max-sm:flex-col max-sm:gap-0">
        <Link to="/automations/$id" params={{ id: automation_id }} data-row="" className={`truncate ${ROW_LINK}`}>
          {subject}
        </Link>
        <span className="truncate text-xs text-ink-3">{automation_name}</span>
      </span>
      <span role="cell" className="min-w-0 truncate text-ink-2 max-sm:order-3">
        {recipient === null ? block_name : `${recipient} by ${block_name}`}
      </span>
      <span role="cell" className="min-w-0 truncate text-ink-2 max-lg:hidden" title={answer}>
        {status_code === null ? answer : `${status_code} ${answer}`}
      </span>
      <span role="cell" className="text-right text-ink-2 max-sm:order-4">
        <When at={delivery.started} as="relative" />
      </span>
    </>
  );
}
