import clsx from "clsx";
import { type ReactElement, type ReactNode, useRef } from "react";
import { useKeys } from "./keys.ts";

interface TableProps {
  readonly label: string;
  /** Headings; each may hide its column on narrow screens, as the cells below it do. */
  readonly head: readonly { readonly label: string; readonly className?: string }[];
  readonly children: ReactNode;
  /** `j` and `k` go through its rows. Of a page with several tables, one. */
  readonly keys?: boolean;
}

/** A list of what there is few of (at most one page of the server's). The first link of a row is the row's own. */
export function Table({ label, head, children, keys = false }: TableProps): ReactElement {
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: number): void => {
    if (!keys) return;
    const links = [...(body.current?.querySelectorAll<HTMLElement>("tr a[data-row]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
  };
  useKeys(keys ? { j: () => step(1), k: () => step(-1) } : NO_KEYS);
  return (
    <table aria-label={label} className="w-full table-auto border-collapse">
      <thead className="border-y bg-sunken text-2xs text-ink-3 max-sm:sr-only">
        <tr>
          {head.map((one) => (
            <th
              key={one.label}
              scope="col"
              className={clsx("h-7 px-3 text-left font-medium first:pl-6 last:pr-6", one.className)}
            >
              {one.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        ref={body}
        className="[&_td]:px-3 [&_td]:py-2 [&_td:first-child]:pl-6 [&_td:last-child]:pr-6 max-sm:[&_td:first-child]:pl-3 max-sm:[&_td:last-child]:pr-3 [&_tr]:relative [&_tr]:border-b [&_tr]:border-line/60 [&_tr]:hover:bg-hover"
      >
        {children}
      </tbody>
    </table>
  );
}

const NO_KEYS = {};

/** For the link of a row: its target is the whole row. */
export const ROW_LINK =
  "font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus";
