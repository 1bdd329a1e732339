import clsx from "clsx";
import type { ReactElement } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // The page talks to its own server only: a picture from elsewhere is a link to it.
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : undefined} target="_blank" rel="noreferrer noopener">
      {alt || "image"}
    </a>
  ),
};

/** Markdown from a run: HTML in it is dropped, links are sanitised. Loaded only where there is some. */
export default function Markdown({
  text,
  quiet = false,
}: {
  readonly text: string;
  readonly quiet?: boolean;
}): ReactElement {
  return (
    <div className={clsx("markdown", quiet && "text-ink-2")}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
}
