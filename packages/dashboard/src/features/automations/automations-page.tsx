import { READY_MADE } from "@weir/contract/ready-made";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListFilter, Plus, Zap } from "lucide-react";
import type { ReactElement } from "react";
import { actionText, triggerText } from "../../data/automation-text.ts";
import { automationsQuery } from "../../data/automations.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { buttonClass } from "../../ui/button.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { OnOff } from "../../ui/on-off.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";

const route = getRouteApi("/automations/");

const COLUMNS =
  "grid grid-cols-[minmax(0,2fr)_5rem_minmax(0,3fr)_minmax(0,2fr)] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,1fr)_5rem_minmax(0,1fr)] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Automation" },
  { label: "Status" },
  { label: "Fires" },
  { label: "Does", className: "max-lg:hidden" },
];

export function AutomationsPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Automations");
  useLiveTopics(["events"]);
  const { data, error, refetch } = useQuery(automationsQuery);
  const rows = data?.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <ListPage
      title="Automations"
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
          <Count of={rows?.length} one="automation" many="automations" />
          <Link to="/automations/new" className={buttonClass("outline", "ml-auto")}>
            <Plus aria-hidden className="size-3.5" />
            New automation
          </Link>
        </>
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No automation matches" />
        ) : (
          <NoAutomations />
        )
      ) : (
        rows && (
          <VirtualList
            label="Automations"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(automation) => automation.id}
            phoneHeight={64}
            render={({ id, name, enabled, tags, trigger, actions }) => (
              <>
                <span role="cell" className="flex min-w-0 items-center gap-2">
                  <Link to="/automations/$id" params={{ id }} data-row="" className={`truncate ${ROW_LINK}`}>
                    {name}
                  </Link>
                  <Tags tags={tags} most={2} className="max-lg:hidden" />
                </span>
                <span role="cell">
                  <OnOff enabled={enabled} />
                </span>
                <span role="cell" className="min-w-0 truncate text-ink-2 max-sm:col-span-2">
                  {triggerText(trigger)}
                </span>
                <span role="cell" className="min-w-0 truncate text-ink-2 max-lg:hidden">
                  {actions.map(actionText).join(", ")}
                </span>
              </>
            )}
          />
        )
      )}
    </ListPage>
  );
}

function NoAutomations(): ReactElement {
  return (
    <Message icon={Zap} title="No automations yet">
      <p className="text-ink-2">An automation does something when events come, or when they do not.</p>
      <Link to="/automations/new" className={buttonClass("solid")}>
        <Plus aria-hidden className="size-3.5" />
        New automation
      </Link>
      <p className="mt-3 text-ink-2">Or begin with what most people want to be told of:</p>
      <ul className="w-full divide-y rounded-xl border bg-panel text-left">
        {READY_MADE.map(({ name, description }) => (
          <li key={name}>
            <Link
              to="/automations/new"
              search={{ template: name }}
              className="flex flex-wrap gap-x-3 px-3 py-2 first:rounded-t-xl last:rounded-b-xl hover:bg-hover"
            >
              <span className="w-40 shrink-0 font-medium">{name}</span>
              <span className="min-w-0 flex-1 basis-48 text-ink-2">{description}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Message>
  );
}
