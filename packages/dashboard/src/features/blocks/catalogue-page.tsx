import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { lazy, type ReactElement, Suspense, useId } from "react";
import { type CatalogueEntry, catalogueQuery } from "../../data/blocks.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { buttonClass } from "../../ui/button.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Count, ListPage } from "../../ui/list-page.tsx";
import { Message } from "../../ui/message.tsx";
import { Tags } from "../../ui/tags.tsx";
import { useTitle } from "../../ui/title.ts";
import { TypeLogo } from "./type-logo.tsx";

const Markdown = lazy(() => import("../../ui/markdown.tsx"));

const route = getRouteApi("/blocks/catalog/");

export function CataloguePage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Block catalogue");
  useLiveTopics(["events"]);
  const { data, error, refetch } = useQuery(catalogueQuery);
  const words = q.trim().toLowerCase();
  const shown = data?.filter((entry) => textOf(entry).includes(words));
  return (
    <ListPage
      title="Block catalogue"
      busy={!data}
      error={error}
      retry={() => void refetch()}
      bar={
        <>
          <FilterBox
            label="Filter by name or what it can do"
            value={q}
            onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
          />
          <Count of={shown?.length} one="type" many="types" />
        </>
      }
    >
      {shown?.length === 0 ? (
        <Message icon={ListFilter} title="No type matches">
          <p className="text-ink-2">A type is here once a program has saved a block of it.</p>
        </Message>
      ) : (
        <ul
          aria-label="Types of blocks"
          className="grid grid-cols-[repeat(auto-fill,minmax(min(19rem,100%),1fr))] gap-3 px-6 pt-1 pb-8 max-sm:px-3"
        >
          {shown?.map((entry) => (
            <TypeCard key={entry.type.id} entry={entry} />
          ))}
        </ul>
      )}
    </ListPage>
  );
}

const textOf = ({ type, schema }: CatalogueEntry): string =>
  [type.name, type.slug, ...(schema?.capabilities ?? [])].join(" ").toLowerCase();

/** What comes before the first empty line. */
const firstPart = (text: string): string => text.trim().split(/\n\s*\n/, 1)[0] ?? "";

function TypeCard({ entry: { type, schema } }: { readonly entry: CatalogueEntry }): ReactElement {
  const id = useId();
  return (
    <li className="relative flex flex-col gap-2 rounded-xl border bg-panel p-4 transition-colors hover:border-line-strong">
      <div className="flex items-center gap-3">
        <TypeLogo type={type} className="size-9 rounded-lg text-base" />
        <div className="min-w-0 flex-1">
          <h2 id={id} className="truncate font-semibold">
            {type.name}
          </h2>
          <p className="truncate font-mono text-2xs text-ink-3">{type.slug}</p>
        </div>
        {schema && (
          <Link
            to="/blocks/catalog/$slug"
            params={{ slug: type.slug }}
            id={`${id}-create`}
            aria-labelledby={`${id}-create ${id}`}
            className={buttonClass()}
          >
            Create
          </Link>
        )}
      </div>
      <div className="line-clamp-2 h-10 text-ink-2">
        {type.description ? (
          <Suspense fallback={<div className="h-5" />}>
            <Markdown text={firstPart(type.description)} quiet />
          </Suspense>
        ) : (
          <p className="text-ink-3">It has no description.</p>
        )}
      </div>
      <Tags tags={schema?.capabilities ?? []} most={6} label="Can do" className="mt-auto flex-wrap pt-1" />
    </li>
  );
}
