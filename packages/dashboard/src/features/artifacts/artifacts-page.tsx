import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileBox, Filter, ListFilter } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import {
  ARTIFACT_TYPES,
  artifactCountQuery,
  artifactListQuery,
  type ArtifactsSearch,
} from "../../data/artifact-lists.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { ChoiceMenu } from "../../ui/menu.tsx";
import { Message } from "../../ui/message.tsx";
import { ROW_LINK } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { kindOf } from "../run/panels/artifacts.tsx";

const route = getRouteApi("/artifacts/");

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_8rem_minmax(0,1fr)_8rem] items-center gap-x-4 px-6 max-lg:grid-cols-[minmax(0,1fr)_8rem_8rem] max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center max-sm:px-3";
const HEAD = [
  { label: "Artifact" },
  { label: "Type" },
  { label: "Description", className: "max-lg:hidden" },
  { label: "Changed", className: "text-right" },
];
const TYPES = [
  { value: "all", label: "All types" },
  ...ARTIFACT_TYPES.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) })),
] as const;

export function ArtifactsPage(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Artifacts");
  useLiveTopics(["events"]);
  const artifacts = useInfiniteQuery(artifactListQuery(search));
  const count = useQuery(artifactCountQuery(search));
  const rows = useMemo(() => artifacts.data?.pages.flat(), [artifacts.data]);
  const { hasNextPage, isFetching, fetchNextPage } = artifacts;
  const change = (part: ArtifactsSearch): void =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, value]) => value)),
      replace: true,
    });
  const type = TYPES.find(({ value }) => value === (search.type ?? "all")) ?? TYPES[0];
  return (
    <ListPage
      title="Artifacts"
      busy={!rows}
      error={artifacts.error}
      retry={() => void artifacts.refetch()}
      bar={
        <>
          <FilterBox label="Filter by key" value={search.q ?? ""} onChange={(q) => change({ q })} />
          <ChoiceMenu
            label="Type"
            value={type.value}
            choices={TYPES}
            onChoose={(value) => change({ type: value === "all" ? undefined : value })}
          >
            <Button>
              <Filter aria-hidden className="size-3.5" />
              {type.label}
            </Button>
          </ChoiceMenu>
          <Count of={count.data} one="artifact" many="artifacts" />
        </>
      }
    >
      {rows?.length === 0 ? (
        search.q || search.type ? (
          <Message icon={ListFilter} title="No artifact matches" />
        ) : (
          <NoArtifacts />
        )
      ) : (
        rows && (
          <VirtualList
            label="Artifacts"
            head={HEAD}
            columns={COLUMNS}
            rows={rows}
            idOf={(artifact) => artifact.id}
            loadMore={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
            render={(artifact) => (
              <>
                <span role="cell" className="min-w-0 truncate">
                  <Link to="/artifacts/$id" params={{ id: artifact.latest_id }} data-row="" className={ROW_LINK}>
                    {artifact.key}
                  </Link>
                </span>
                <span role="cell" className="text-ink-2 max-sm:order-last max-sm:col-span-2">
                  {kindOf(artifact)}
                </span>
                <span role="cell" className="min-w-0 truncate text-ink-2 max-lg:hidden">
                  {artifact.description}
                </span>
                <span role="cell" className="text-right text-ink-2">
                  <When at={artifact.updated} as="relative" />
                </span>
              </>
            )}
          />
        )
      )}
    </ListPage>
  );
}

const EXAMPLE = `import { artifact, flow } from "weir";

const report = flow({ name: "report" }, async () => {
  await artifact.markdown("# All is well", { key: "report" });
});

await report();`;

function NoArtifacts(): ReactElement {
  return (
    <Message icon={FileBox} title="No artifacts yet">
      <p className="text-ink-2">
        An artifact is what a run leaves for people to look at: text, a table, a link, a progress, a picture. Those with
        a key stand here, with all their versions:
      </p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code={EXAMPLE} label="example" />
      </div>
    </Message>
  );
}
