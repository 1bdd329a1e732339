import type { Artifact } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense } from "react";
import { artifactQuery, artifactVersionsQuery } from "../../data/artifact-lists.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { LINK } from "../../ui/facts.tsx";
import { Section } from "../../ui/section.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { readTable } from "../run/panels/artifact-table.tsx";
import { Content, kindOf } from "../run/panels/artifacts.tsx";
import { DataTable } from "./data-table.tsx";

const Markdown = lazy(() => import("../../ui/markdown.tsx"));

const route = getRouteApi("/artifacts/$id");

export function ArtifactPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(artifactQuery(id));
  useTitle(data?.key ?? undefined);
  useLiveTopics(["events"]);
  if (data) return <ArtifactDetail artifact={data} />;
  return (
    <Absent
      title="There is no such artifact"
      to="/artifacts"
      all="All artifacts"
      error={error}
      retry={() => void refetch()}
    />
  );
}

function ArtifactDetail({ artifact }: { readonly artifact: Artifact }): ReactElement {
  const { id, key, description, flow_run_id: run, task_run_id: task } = artifact;
  const versions = useQuery(artifactVersionsQuery(key ?? ""));
  const table = artifact.type === "table" ? readTable(artifact.data) : undefined;
  const newer = versions.data?.[0]?.id;
  return (
    <Detail
      title={key ?? "Unnamed artifact"}
      beside={<CopyButton text={textOf(artifact.data)} label="Copy the content" className="-my-1" />}
      story={
        <>
          {NOUNS[kindOf(artifact) ?? ""] ?? "An artifact"}
          {table && ` of ${table.rows.length.toLocaleString()} rows`}, made <When at={artifact.created} as="relative" />
          {run && (
            <>
              {" "}
              by{" "}
              <Link to="/runs/$id" params={{ id: run }} search={task ? { task } : {}} className={LINK}>
                a run
              </Link>
            </>
          )}
          .
          {newer !== undefined && newer !== id && (
            <>
              {" "}
              <Link to="/artifacts/$id" params={{ id: newer }} className={LINK}>
                There is a newer version.
              </Link>
            </>
          )}
        </>
      }
    >
      {description && (
        <div className="px-6 pt-4 max-sm:px-3">
          <Suspense fallback={<div className="h-5" />}>
            <Markdown text={description} quiet />
          </Suspense>
        </div>
      )}
      <Section title="Content">
        {table ? (
          <DataTable table={table} />
        ) : (
          <div className="px-6 max-sm:px-3">
            <div className="overflow-x-auto rounded-xl border bg-panel px-5 py-4">
              <Content artifact={artifact} />
            </div>
          </div>
        )}
      </Section>
      {versions.data && versions.data.length > 1 && (
        <Section title="Versions" more="Newest first">
          <Versions rows={versions.data} shown={id} />
        </Section>
      )}
    </Detail>
  );
}

const NOUNS: Readonly<Record<string, string>> = {
  markdown: "A text",
  link: "A link",
  table: "A table",
  progress: "A progress",
  image: "A picture",
};

const textOf = (data: unknown): string => (typeof data === "string" ? data : JSON.stringify(data ?? null, null, 2));

const HEAD = [{ label: "Version" }, { label: "Made", className: "text-right" }];

function Versions({
  rows,
  shown,
}: {
  readonly rows: readonly Artifact[];
  readonly shown: string | undefined;
}): ReactElement {
  return (
    <Table label="Versions" head={HEAD}>
      {rows.map(({ id = "", created, type, data }, index) => (
        <tr key={id} aria-current={id === shown ? "true" : undefined} className="aria-[current]:bg-selected">
          <td>
            <Link to="/artifacts/$id" params={{ id }} className={ROW_LINK}>
              {index === 0 ? "Latest" : `${rows.length - index}`}
            </Link>{" "}
            <span className="text-ink-3">
              {type === "progress" ? `${Number(data)} %` : id === shown ? "shown above" : ""}
            </span>
          </td>
          <td className="text-right text-ink-2">
            <When at={created} as="relative" />
          </td>
        </tr>
      ))}
    </Table>
  );
}
