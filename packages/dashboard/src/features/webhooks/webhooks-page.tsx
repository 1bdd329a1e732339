import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ListFilter, Plus, Webhook as WebhookIcon } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { webhooksQuery } from "../../data/webhooks.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { OnOff } from "../../ui/on-off.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";

const route = getRouteApi("/webhooks/");

const COLUMNS =
  "grid grid-cols-[minmax(0,2fr)_6rem_5rem_minmax(0,3fr)_8rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,1fr)_6rem_5rem_8rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Webhook" },
  { label: "Sender" },
  { label: "Status" },
  { label: "Description", className: "max-lg:hidden" },
  { label: "Made", className: "text-right" },
];

export function WebhooksPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const leave = useNavigate();
  const [open, setOpen] = useState(false);
  useTitle("Webhooks");
  useLiveTopics(["events"]);
  const { data, error, refetch } = useQuery(webhooksQuery);
  const rows = data?.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <ListPage
      title="Webhooks"
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
          <Count of={rows?.length} one="webhook" many="webhooks" />
          <Button className="ml-auto" onClick={() => setOpen(true)}>
            <Plus aria-hidden className="size-3.5" />
            New webhook
          </Button>
        </>
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No webhook matches" />
        ) : (
          <Message icon={WebhookIcon} title="No webhooks yet">
            <p className="text-ink-2">
              A webhook is an address to which another system sends what happens there. Each request becomes an event,
              to which automations react.
            </p>
            <div className="w-full">
              <Snippet code="weir webhook create pushes --preset github" label="command" />
            </div>
          </Message>
        )
      ) : (
        rows && (
          <VirtualList
            label="Webhooks"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(webhook) => webhook.id}
            phoneHeight={64}
            render={({ id, name, preset, enabled, description, created }) => (
              <>
                <span role="cell" className="min-w-0 truncate">
                  <Link to="/webhooks/$id" params={{ id }} data-row="" className={ROW_LINK}>
                    {name}
                  </Link>
                </span>
                <span role="cell" className="text-ink-2 max-sm:order-last">
                  {preset}
                </span>
                <span role="cell">
                  <OnOff enabled={enabled} />
                </span>
                <span role="cell" className="min-w-0 truncate text-ink-2 max-lg:hidden">
                  {description}
                </span>
                <span role="cell" className="text-right text-ink-2 max-sm:order-last">
                  <When at={created} as="relative" />
                </span>
              </>
            )}
          />
        )
      )}
      {open && (
        <WebhookDialog
          onClose={() => setOpen(false)}
          onMade={(id) => void leave({ to: "/webhooks/$id", params: { id } })}
        />
      )}
    </ListPage>
  );
}
