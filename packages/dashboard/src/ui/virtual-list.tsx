import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { useKeys } from "./keys.ts";
import { PHONE, useMedia } from "./media.ts";

interface VirtualListProps<T> {
  readonly label: string;
  /** Headings; each may hide its column on narrow screens, as the cells below it do. */
  readonly head: readonly { readonly label: string; readonly className?: string }[];
  /** The classes of a row's grid. */
  readonly columns: string;
  /** The tracks of that grid, where only the data knows them. */
  readonly tracks?: string;
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  /** The cells of a row, each with the role of one. The first link is the row's own. */
  readonly render: (row: T) => ReactNode;
  /** Asks for the next page, if there is one and none is on its way. */
  readonly loadMore?: (() => void) | undefined;
  /** Pixels of a row; on a phone. */
  readonly height?: number;
  readonly phoneHeight?: number;
}

/** A list of any length: only rows in view are in the page. `j` and `k` go through it. */
export function VirtualList<T>(props: VirtualListProps<T>): ReactElement {
  const { label, head, columns, tracks, rows, idOf, render, loadMore, height = 40, phoneHeight = 58 } = props;
  const rowHeight = useMedia(PHONE) ? phoneHeight : height;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : idOf(row);
    },
    overscan: 12,
  });
  // The virtualizer keeps sizes it has seen; they change when the layout does.
  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - 20;
  useEffect(() => {
    if (nearEnd) loadMore?.();
  }, [nearEnd, loadMore]);

  /** Goes so many rows on from the one that has the focus; to the first in view without one. */
  const step = (by: number): void => {
    const here = document.activeElement?.closest("[data-row-id]")?.getAttribute("data-row-id");
    const at = rows.findIndex((row) => idOf(row) === here);
    const top = items.find((item) => item.start >= (scroll.current?.scrollTop ?? 0))?.index ?? 0;
    const next = at < 0 ? top : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[next];
    if (row === undefined) return;
    virtual.scrollToIndex(next, { align: "auto" });
    const selector = `[data-row-id="${CSS.escape(idOf(row))}"] :is(a, button)`;
    // A row that was out of view is there after the next frame.
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(selector)?.focus());
  };
  useKeys({ j: () => step(1), k: () => step(-1) });

  return (
    <div role="table" aria-label={label} aria-rowcount={rows.length + 1} className="flex min-h-0 flex-1 flex-col">
      <div role="rowgroup" className="border-y bg-sunken text-2xs font-medium text-ink-3 max-sm:sr-only">
        {/* Leaves room for the body's scroll bar, so that columns meet their headings. */}
        <div
          role="row"
          style={{ gridTemplateColumns: tracks }}
          className={clsx(columns, "h-7 sm:overflow-y-scroll [scrollbar-color:transparent_transparent]")}
        >
          {head.map((one) => (
            <span key={one.label} role="columnheader" className={one.className}>
              {one.label}
            </span>
          ))}
        </div>
      </div>
      <div
        ref={scroll}
        role="rowgroup"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-scroll -outline-offset-2 max-sm:border-t"
      >
        <div style={{ height: virtual.getTotalSize() }} className="relative">
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row !== undefined && (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-row-id={idOf(row)}
                  style={{ height: rowHeight, gridTemplateColumns: tracks, transform: `translateY(${item.start}px)` }}
                  className={clsx(columns, "absolute inset-x-0 top-0 border-b border-line/60 hover:bg-hover")}
                >
                  {render(row)}
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
