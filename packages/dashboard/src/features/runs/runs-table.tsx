import type { FlowRunResponse } from "@weir/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { useKeys } from "../../ui/keys.ts";
import { PHONE, useMedia } from "../../ui/media.ts";
import { COLUMNS } from "./columns.ts";
import { longestOf, RunRow } from "./run-row.tsx";

interface RunsTableProps {
  /** `undefined` until they are read for the first time. */
  readonly rows: readonly FlowRunResponse[] | undefined;
  /** Asks for the next page, if there is one and none is on its way. */
  readonly loadMore: (() => void) | undefined;
  readonly selected: ReadonlySet<string>;
  /** `range`: with all from the one that was selected before. */
  readonly onSelect: (run: FlowRunResponse, range: boolean) => void;
}

export function RunsTable({ rows, loadMore, selected, onSelect }: RunsTableProps): ReactElement {
  const phone = useMedia(PHONE);
  const height = phone ? 62 : 40;
  const scroll = useRef<HTMLDivElement>(null);
  const longest = useMemo(() => longestOf(rows ?? []), [rows]);
  const virtual = useVirtualizer({
    count: rows?.length ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    getItemKey: (index) => rows?.[index]?.id ?? index,
    overscan: 12,
  });
  // The virtualizer keeps sizes it has seen; they change when the layout does.
  useEffect(() => virtual.measure(), [virtual, height]);

  const items = virtual.getVirtualItems();
  const nearEnd = rows !== undefined && (items.at(-1)?.index ?? 0) >= rows.length - 20;
  useEffect(() => {
    if (nearEnd) loadMore?.();
  }, [nearEnd, loadMore]);

  /** Goes so many rows on from the one that has the focus; to the first that is in view without one. */
  const step = (by: number): void => {
    const here = document.activeElement?.closest("[data-run]")?.getAttribute("data-run");
    const at = rows?.findIndex((run) => run.id === here) ?? -1;
    const top = items.find((item) => item.start >= (scroll.current?.scrollTop ?? 0))?.index ?? 0;
    const next = at < 0 ? top : Math.min((rows?.length ?? 0) - 1, Math.max(0, at + by));
    const run = rows?.[next];
    if (!run) return;
    virtual.scrollToIndex(next, { align: "auto" });
    // A row that was out of view is there after the next frame.
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-run="${run.id}"] a`)?.focus());
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    x: () => {
      const id = document.activeElement?.closest("[data-run]")?.getAttribute("data-run");
      const run = rows?.find((one) => one.id === id);
      if (run) onSelect(run, false);
    },
  });

  return (
    <div
      role="table"
      aria-label="Runs"
      aria-rowcount={(rows?.length ?? 0) + 1}
      aria-busy={!rows}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div role="rowgroup" className="border-y bg-sunken text-2xs font-medium text-ink-3 max-sm:hidden">
        {/* Leaves room for the body's scroll bar, so that columns meet their headings. */}
        <div role="row" className={clsx(COLUMNS, "h-7 overflow-y-scroll [scrollbar-color:transparent_transparent]")}>
          <span role="columnheader" aria-label="Selected" />
          <span role="columnheader">State</span>
          <span role="columnheader">Run</span>
          <span role="columnheader" className="max-lg:hidden">
            Message and tags
          </span>
          <span role="columnheader" className="text-right">
            Started
          </span>
          <span role="columnheader" className="text-right">
            Duration
          </span>
        </div>
      </div>
      <div ref={scroll} role="rowgroup" className="min-h-0 flex-1 overflow-y-scroll max-sm:border-t">
        {rows ? (
          <div style={{ height: virtual.getTotalSize() }} className="relative">
            {items.map((item) => {
              const run = rows[item.index];
              return (
                run && (
                  <RunRow
                    key={item.key}
                    run={run}
                    index={item.index}
                    top={item.start}
                    height={height}
                    longest={longest}
                    selected={selected.has(run.id)}
                    onSelect={onSelect}
                  />
                )
              );
            })}
          </div>
        ) : (
          <Skeleton height={height} />
        )}
      </div>
    </div>
  );
}

function Skeleton({ height }: { readonly height: number }): ReactElement {
  return (
    <div aria-hidden className="animate-[breathe_2s_ease-in-out_infinite]">
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} style={{ height }} className={clsx(COLUMNS, "max-sm:flex max-sm:px-3")}>
          <span className="max-sm:hidden" />
          <span className="h-3 w-20 rounded bg-line" />
          <span className="h-3 w-48 rounded bg-line" />
        </div>
      ))}
    </div>
  );
}
