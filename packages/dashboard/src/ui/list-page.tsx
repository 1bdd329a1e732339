import { type ReactElement, type ReactNode, useId } from "react";
import { Failure } from "./message.tsx";

interface ListPageProps {
  readonly title: string;
  /** What narrows the list, how much is in it, and what can be done: a row above it. */
  readonly bar: ReactNode;
  readonly busy: boolean;
  /** Why it could not be read, while there is nothing to show. */
  readonly error?: Error | null | undefined;
  readonly retry: () => void;
  /** The list itself, which scrolls by itself; or what stands in its place. */
  readonly children: ReactNode;
}

export function ListPage({ title, bar, busy, error, retry, children }: ListPageProps): ReactElement {
  const id = useId();
  return (
    <section className="flex h-full flex-col" aria-labelledby={id}>
      <h1 id={id} className="sr-only">
        {title}
      </h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-6 py-4 max-sm:px-3">{bar}</div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto" aria-busy={busy}>
        {error && busy ? <Failure error={error} retry={retry} /> : children}
      </div>
    </section>
  );
}

/** `3 flows`, `1 flow` */
export const Count = ({ of, one, many }: { of: number | undefined; one: string; many: string }): ReactElement => (
  <span className="num text-ink-3">{of !== undefined && `${of.toLocaleString()} ${of === 1 ? one : many}`}</span>
);
