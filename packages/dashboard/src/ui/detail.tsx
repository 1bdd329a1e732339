import { Link, type LinkProps } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { Failure, Message } from "./message.tsx";

interface DetailProps {
  readonly title: string;
  /** Badges and tags beside the title. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  /** What it is, in a sentence or two. */
  readonly story: ReactNode;
  readonly children: ReactNode;
}

/** The page of one thing: who it is and how it is on top, then its parts. */
export function Detail({ title, beside, actions, story, children }: DetailProps): ReactElement {
  return (
    <article className="h-full overflow-y-auto pb-8 -outline-offset-2" tabIndex={0} aria-label={title}>
      <header className="flex flex-col gap-1.5 border-b bg-panel px-6 pt-4 pb-3.5 max-sm:px-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">{title}</h1>
          {beside}
          {actions && (
            <div role="group" aria-label="Actions" className="ml-auto flex flex-wrap gap-1.5 max-sm:ml-0">
              {actions}
            </div>
          )}
        </div>
        <div className="text-ink-2 [overflow-wrap:anywhere]">{story}</div>
      </header>
      {children}
    </article>
  );
}

interface AbsentProps {
  /** `There is no such flow` */
  readonly title: string;
  readonly to: LinkProps["to"];
  /** Text of the link to all of them. */
  readonly all: string;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** In place of a thing that is not there, is not read yet, or could not be. */
export function Absent({ title, to, all, error, retry }: AbsentProps): ReactElement {
  const status = error && "status" in error ? error.status : undefined;
  if (status === 404 || status === 422)
    return (
      <Message icon={SearchX} title={title}>
        <Link to={to} className="font-medium text-accent hover:underline">
          {all}
        </Link>
      </Message>
    );
  return error ? <Failure error={error} retry={retry} /> : <div aria-busy className="h-full" />;
}
