import type { Variable } from "@weir/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListFilter, Plus, Variable as VariableIcon } from "lucide-react";
import { type ReactElement, useMemo, useState } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { variablesCountQuery, variablesQuery } from "../../data/variables.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { VariableDialog } from "./variable-dialog.tsx";

const route = getRouteApi("/variables/");

const COLUMNS =
  "grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,1fr)_8rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_8rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Variable" },
  { label: "Value" },
  { label: "Tags", className: "max-lg:hidden" },
  { label: "Changed", className: "text-right" },
];

export function VariablesPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState(false);
  useTitle("Variables");
  useLiveTopics(["events"]);
  const variables = useInfiniteQuery(variablesQuery(q));
  const count = useQuery(variablesCountQuery(q));
  const rows = useMemo(() => variables.data?.pages.flat(), [variables.data]);
  const { hasNextPage, isFetching, fetchNextPage } = variables;
  return (
    <ListPage
      title="Variables"
      busy={!rows}
      error={variables.error}
      retry={() => void variables.refetch()}
      bar={
        <>
          <FilterBox
            label="Filter by name"
            value={q}
            onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
          />
          <Count of={count.data} one="variable" many="variables" />
          <Button className="ml-auto" onClick={() => setOpen(true)}>
            <Plus aria-hidden className="size-3.5" />
            New variable
          </Button>
        </>
      }
    >
      {rows?.length === 0 ? (
        q ? (
          <Message icon={ListFilter} title="No variable matches" />
        ) : (
          <NoVariables />
        )
      ) : (
        rows && (
          <VirtualList
            label="Variables"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(variable) => variable.id}
            render={(variable) => <VariableRow variable={variable} />}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
          />
        )
      )}
      {open && <VariableDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

/** More of a value than this is not put into a line. */
const MOST = 200;

function VariableRow({ variable }: { readonly variable: Variable }): ReactElement {
  const { name, value, tags, updated } = variable;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (
    <>
      <span role="cell" className="min-w-0 truncate">
        <Link to="/variables/$name" params={{ name }} data-row="" className={ROW_LINK}>
          {name}
        </Link>
      </span>
      <span role="cell" className="min-w-0 truncate font-mono text-xs text-ink-2 max-sm:order-last max-sm:col-span-2">
        {text.slice(0, MOST)}
      </span>
      <span role="cell" className="max-lg:hidden">
        <Tags tags={tags ?? []} most={2} />
      </span>
      <span role="cell" className="text-right text-ink-2">
        <When at={updated} as="relative" />
      </span>
    </>
  );
}

function NoVariables(): ReactElement {
  return (
    <Message icon={VariableIcon} title="No variables yet">
      <p className="text-ink-2">A variable is a value that all flows can read, and that is changed without them.</p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code="weir variable set region eu-west-1" label="command" />
        <Snippet
          code={`import { variables } from "weir";\n\nconst region = await variables.get("region");`}
          label="example"
        />
      </div>
    </Message>
  );
}
