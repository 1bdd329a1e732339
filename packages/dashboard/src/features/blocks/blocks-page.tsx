import type { BlockDocument } from "@weir/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Blocks, ListFilter, Plus } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { blocksCountQuery, type BlockFilter, blocksQuery, blockTypesQuery } from "../../data/blocks.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { TypeLogo } from "./type-logo.tsx";

const route = getRouteApi("/blocks/");

const COLUMNS =
  "grid grid-cols-[minmax(0,2fr)_minmax(0,1.5fr)_minmax(0,2fr)_7.5rem_7.5rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,2fr)_minmax(0,1.5fr)_7.5rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Block" },
  { label: "Type" },
  { label: "Can do", className: "max-lg:hidden" },
  { label: "Made", className: "text-right max-lg:hidden" },
  { label: "Changed", className: "text-right" },
];

export function BlocksPage(): ReactElement {
  const filter: BlockFilter = route.useSearch();
  const { q = "", type } = filter;
  const navigate = route.useNavigate();
  useTitle("Blocks");
  useLiveTopics(["events"]);
  const blocks = useInfiniteQuery(blocksQuery(filter));
  const count = useQuery(blocksCountQuery(filter));
  const rows = useMemo(() => blocks.data?.pages.flat(), [blocks.data]);
  const { hasNextPage, isFetching, fetchNextPage } = blocks;
  const narrow = (more: BlockFilter): void => {
    const next = { ...filter, ...more };
    void navigate({ search: { ...(next.q && { q: next.q }), ...(next.type && { type: next.type }) }, replace: true });
  };
  return (
    <ListPage
      title="Blocks"
      busy={!rows}
      error={blocks.error}
      retry={() => void blocks.refetch()}
      bar={
        <>
          <FilterBox label="Filter by name" value={q} onChange={(text) => narrow({ q: text })} />
          <TypeChoice value={type} onChoose={(slug) => narrow({ type: slug })} />
          <Count of={count.data} one="block" many="blocks" />
          <NewBlock />
        </>
      }
    >
      {rows?.length === 0 ? (
        q || type ? (
          <Message icon={ListFilter} title="No block matches">
            <Button onClick={() => void navigate({ search: {}, replace: true })}>Clear the filters</Button>
          </Message>
        ) : (
          <NoBlocks />
        )
      ) : (
        rows && (
          <VirtualList
            label="Blocks"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(block) => block.id}
            render={(block) => <BlockRow block={block} />}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
          />
        )
      )}
    </ListPage>
  );
}

interface TypeChoiceProps {
  readonly value: string | undefined;
  readonly onChoose: (slug: string | undefined) => void;
}

function TypeChoice({ value = "", onChoose }: TypeChoiceProps): ReactElement {
  const { data = [] } = useQuery(blockTypesQuery);
  return (
    <select
      aria-label="Type"
      value={value}
      onChange={(event) => onChoose(event.target.value || undefined)}
      className="h-8 max-w-48 rounded-lg max-sm:max-w-32 border bg-panel px-2 hover:border-line-strong"
    >
      <option value="">Any type</option>
      {value && !data.some(({ slug }) => slug === value) && <option value={value}>{value}</option>}
      {data.map(({ id, slug, name }) => (
        <option key={id} value={slug}>
          {name}
        </option>
      ))}
    </select>
  );
}

const NewBlock = (): ReactElement => (
  <Link to="/blocks/catalog" className={buttonClass("outline", "ml-auto")}>
    <Plus aria-hidden className="size-3.5" />
    New block
  </Link>
);

function BlockRow({ block }: { readonly block: BlockDocument }): ReactElement {
  const { id, name, block_type: type, block_schema: schema } = block;
  return (
    <>
      <span role="cell" className="flex min-w-0 items-center gap-2.5">
        <TypeLogo type={type} />
        <Link to="/blocks/$id" params={{ id }} data-row="" className={`${ROW_LINK} truncate`}>
          {name}
        </Link>
      </span>
      <span
        role="cell"
        className="min-w-0 truncate text-ink-2 max-sm:order-last max-sm:col-span-2 max-sm:pl-[2.125rem]"
      >
        {type?.name}
      </span>
      <span role="cell" className="max-lg:hidden">
        <Tags tags={schema?.capabilities ?? []} most={3} label="Can do" />
      </span>
      <span role="cell" className="text-right text-ink-2 max-lg:hidden">
        <When at={block.created} as="relative" />
      </span>
      <span role="cell" className="text-right text-ink-2">
        <When at={block.updated} as="relative" />
      </span>
    </>
  );
}

const DEFINE = `import { defineBlock } from "weir";

export const Weather = defineBlock({
  name: "Weather Station",
  schema: {
    type: "object",
    properties: { station: { type: "string" }, token: { type: "string" } },
  },
  secrets: ["token"],
});

const oslo = await Weather.create({ station: "oslo", token: "…" });
await oslo.save("oslo");`;

function NoBlocks(): ReactElement {
  return (
    <Message icon={Blocks} title="No blocks yet">
      <p className="text-ink-2">
        A block is a set of values with a type and a name that all flows can load: a token, a bucket, where a database
        is. Its secrets are sealed, and shown nowhere. Make one from the{" "}
        <Link to="/blocks/catalog" className="font-medium text-accent underline underline-offset-2">
          catalogue
        </Link>
        , by the command line, or define a type of your own:
      </p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code='echo -n "$TOKEN" | weir block create secret api-key --set value=-' label="command" />
        <Snippet code={DEFINE} label="example" />
      </div>
    </Message>
  );
}
