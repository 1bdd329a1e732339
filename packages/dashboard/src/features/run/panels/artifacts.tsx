import type { Artifact } from "@weir/contract";
import { ExternalLink, FileBox } from "lucide-react";
import { lazy, type ReactElement, Suspense } from "react";
import { Json } from "../../../ui/json.tsx";
import { When } from "../../../ui/time.tsx";
import { ArtifactTable } from "./artifact-table.tsx";

/** The Markdown reader is as big as the rest of the page, and few pages need it. */
const Markdown = lazy(() => import("../../../ui/markdown.tsx"));

export function Artifacts({ artifacts }: { readonly artifacts: readonly Artifact[] }): ReactElement {
  if (artifacts.length === 0) {
    return (
      <p className="flex items-center justify-center gap-2 px-4 py-10 text-ink-3">
        <FileBox aria-hidden className="size-4" />
        This run has left no artifacts.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      {artifacts.map((artifact) => (
        <article key={artifact.id} className="overflow-hidden rounded-xl border bg-panel">
          <header className="flex items-baseline gap-2 border-b bg-sunken px-4 py-2">
            <h3 className="truncate font-medium">{artifact.key ?? "Unnamed"}</h3>
            <span className="text-xs text-ink-3">{kindOf(artifact)}</span>
            <When at={artifact.created ?? null} className="ml-auto text-xs text-ink-3" />
          </header>
          <div className="flex flex-col gap-3 p-4">
            {artifact.description && (
              <Suspense fallback={<div className="h-5" />}>
                <Markdown text={artifact.description} quiet />
              </Suspense>
            )}
            <Content artifact={artifact} />
          </div>
        </article>
      ))}
    </div>
  );
}

export function Content({ artifact: { type, data } }: { readonly artifact: Artifact }): ReactElement {
  const text = typeof data === "string" ? data : "";
  switch (type) {
    case "markdown":
      return isLink(text) ? (
        <LinkTo markdown={text} />
      ) : (
        <Suspense fallback={<div className="h-40" />}>
          <Markdown text={text} />
        </Suspense>
      );
    case "table":
      return <ArtifactTable data={data} />;
    case "progress":
      return <Progress percent={Number(data)} />;
    case "image":
      // Content from elsewhere is never loaded by itself: the page talks to its own server only.
      return <Outside href={text}>{text}</Outside>;
    default:
      return <Json value={data} />;
  }
}

/** The reference stores a link as Markdown that is nothing but one. */
const LINK = /^\s*\[([^\]]*)\]\((\S+)\)\s*$/;
const isLink = (text: string): boolean => LINK.test(text);

/** What it is to a reader. */
export const kindOf = ({ type, data }: Pick<Artifact, "type" | "data">): string | null | undefined =>
  type === "markdown" && typeof data === "string" && isLink(data) ? "link" : type;

function LinkTo({ markdown }: { readonly markdown: string }): ReactElement {
  const [, text = "", href = ""] = LINK.exec(markdown) ?? [];
  return <Outside href={href}>{text || href}</Outside>;
}

function Outside({ href, children }: { readonly href: string; readonly children: string }): ReactElement {
  if (!/^https?:\/\//i.test(href)) return <span className="break-all">{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex items-center gap-1.5 font-medium break-all text-accent hover:underline"
    >
      {children}
      <ExternalLink aria-label="(opens in a new tab)" className="size-3.5 shrink-0" />
    </a>
  );
}

function Progress({ percent }: { readonly percent: number }): ReactElement {
  const value = Math.min(100, Math.max(0, Number.isFinite(percent) ? percent : 0));
  return (
    <div className="flex items-center gap-3" data-tone={value >= 100 ? "ok" : "run"}>
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={value}
        className="h-2 flex-1 overflow-hidden rounded-full bg-tone-tint"
      >
        <div className="h-full rounded-full bg-tone transition-[width]" style={{ width: `${value}%` }} />
      </div>
      <span className="num w-14 text-right font-medium">{Number(value.toFixed(1))} %</span>
    </div>
  );
}
