import type { BlockDocument } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { pythonOf, typescriptOf } from "../../data/block-code.ts";
import { blockKeys, blockQuery } from "../../data/blocks.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyButton, Snippet } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { LINK } from "../../ui/facts.tsx";
import { Section } from "../../ui/section.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { AuditTab } from "./audit-tab.tsx";
import { TypeLogo } from "./type-logo.tsx";
import { UseTab } from "./use-tab.tsx";
import { Values } from "./values.tsx";

const route = getRouteApi("/blocks/$id/");

export function BlockPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(blockQuery(id));
  useTitle(data?.name ?? undefined);
  useLiveTopics(["events"]);
  const gone = error && "status" in error && error.status === 404;
  if (data && !gone) return <BlockDetail block={data} />;
  return (
    <Absent title="There is no such block" to="/blocks" all="All blocks" error={error} retry={() => void refetch()} />
  );
}

function BlockDetail({ block }: { readonly block: BlockDocument }): ReactElement {
  const { id, block_type: type } = block;
  const { tab = "values" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Detail
      title={block.name ?? id}
      beside={
        <>
          <TypeLogo type={type} className="order-first size-7 rounded-lg" />
          <Tags tags={block.block_schema?.capabilities ?? []} most={8} label="Can do" />
          <CopyButton text={id} label="Copy the block's id" className="-my-1" />
        </>
      }
      actions={<Actions block={block} />}
      story={
        <>
          A{" "}
          <Link to="/blocks" search={{ type: type?.slug }} className={LINK}>
            {type?.name}
          </Link>
          , made <When at={block.created} as="relative" />, changed <When at={block.updated} as="relative" />.
        </>
      }
    >
      <Tabs
        label="About the block"
        tabs={TABS}
        value={tab}
        onChange={(value) => void navigate({ search: value === "values" ? {} : { tab: value }, replace: true })}
        rowClassName="px-4 max-sm:px-1"
      >
        {tab === "values" && <ValuesTab block={block} />}
        {tab === "use" && <UseTab block={block} />}
        {tab === "audit" && <AuditTab id={id} />}
      </Tabs>
    </Detail>
  );
}

const TABS = [
  { value: "values", label: "Values" },
  { value: "use", label: "Where it is used" },
  { value: "audit", label: "Audit" },
] as const;

function ValuesTab({ block }: { readonly block: BlockDocument }): ReactElement {
  return (
    <>
      <Section title="Values" more="Secrets are not shown">
        <Values block={block} />
      </Section>
      <Section title="Load it">
        <dl className="flex max-w-2xl flex-col gap-1 px-6 max-sm:px-3 [&_dd:not(:last-child)]:mb-2 [&_dt]:text-xs [&_dt]:text-ink-3">
          <dt>TypeScript</dt>
          <dd>
            <Snippet code={typescriptOf(block)} label="TypeScript" />
          </dd>
          <dt>Python</dt>
          <dd>
            <Snippet code={pythonOf(block)} label="Python" />
          </dd>
          <dt>Job variables, and the steps that pull code</dt>
          <dd>
            <Snippet code={`{{ prefect.blocks.${block.block_type?.slug}.${block.name} }}`} label="template" />
          </dd>
        </dl>
      </Section>
    </>
  );
}

function Actions({ block: { id, name } }: { readonly block: BlockDocument }): ReactElement {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await api.blockDocuments.delete({ id });
    toast(`${name} is deleted.`);
    await navigate({ to: "/blocks" });
    client.removeQueries({ queryKey: blockKeys.one(id) });
    await client.invalidateQueries({ queryKey: blockKeys.all });
  };
  return (
    <>
      <Link to="/blocks/$id/edit" params={{ id }} className={buttonClass()}>
        <Pencil aria-hidden className="size-3.5" />
        Change
      </Link>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-3.5" />
        Delete
      </Button>
      {asking && (
        <Confirm
          title={`Delete ${name}?`}
          means="Whatever loads it fails from then on, its secrets are gone, and blocks it is within are without it. “Where it is used” shows who names it."
          label="Delete"
          act={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
