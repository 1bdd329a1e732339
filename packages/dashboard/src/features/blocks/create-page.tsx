import type { BlockSchema } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { PackageOpen } from "lucide-react";
import { lazy, type ReactElement, Suspense, useState } from "react";
import { api } from "../../data/api.ts";
import { blockFields } from "../../data/block-form.ts";
import { blockKeys, blockTypeQuery, type CatalogueEntry } from "../../data/blocks.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Absent, Detail } from "../../ui/detail.tsx";
import { LINK } from "../../ui/facts.tsx";
import { Message } from "../../ui/message.tsx";
import { Tags } from "../../ui/tags.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { BlockForm } from "./block-form.tsx";
import { TypeLogo } from "./type-logo.tsx";

const Markdown = lazy(() => import("../../ui/markdown.tsx"));

const route = getRouteApi("/blocks/catalog/$slug");

export function CreatePage(): ReactElement {
  const { slug } = route.useParams();
  const { data, error, refetch } = useQuery(blockTypeQuery(slug));
  useLiveTopics(["events"]);
  useTitle(data && `New ${data.type.name}`);
  if (!data)
    return (
      <Absent
        title="There is no such type of blocks"
        to="/blocks/catalog"
        all="All types"
        error={error}
        retry={() => void refetch()}
      />
    );
  return <TypeDetail key={data.type.id} entry={data} />;
}

function TypeDetail({ entry: { type, schema } }: { readonly entry: CatalogueEntry }): ReactElement {
  return (
    <Detail
      title={`New ${type.name}`}
      beside={<TypeLogo type={type} className="order-first size-7 rounded-lg" />}
      story={
        <>
          {type.description && (
            <Suspense fallback={<div className="h-5" />}>
              <Markdown text={type.description} quiet />
            </Suspense>
          )}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-1 empty:hidden">
            <Tags tags={schema?.capabilities ?? []} most={8} label="Can do" />
            {type.documentation_url && /^https?:/.test(type.documentation_url) && (
              <a href={type.documentation_url} target="_blank" rel="noreferrer noopener" className={LINK}>
                Its documentation
              </a>
            )}
            <Link to="/blocks" search={{ type: type.slug }} className={LINK}>
              Blocks of this type
            </Link>
          </div>
        </>
      }
    >
      {schema ? (
        <NewBlock schema={schema} typeId={type.id} />
      ) : (
        <Message icon={PackageOpen} title="This type has no schema yet">
          <p className="text-ink-2">It gets one when a program saves a block of it for the first time.</p>
        </Message>
      )}
    </Detail>
  );
}

function NewBlock({ schema, typeId }: { readonly schema: BlockSchema; readonly typeId: string }): ReactElement {
  // As they were when the page was opened: what is typed must not be lost when the type is read again.
  const [fields] = useState(() => blockFields(schema.fields ?? {}));
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <BlockForm
      fields={fields}
      label="Create"
      onCancel={() => void navigate({ to: "/blocks/catalog" })}
      send={async (data, name) => {
        const { id } = await api.blockDocuments.create({
          name,
          data: { ...data },
          block_type_id: typeId,
          block_schema_id: schema.id,
        });
        toast(`${name} is there.`);
        await client.invalidateQueries({ queryKey: blockKeys.all });
        await navigate({ to: "/blocks/$id", params: { id } });
      }}
    />
  );
}
