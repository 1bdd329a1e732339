import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { MoveHorizontal, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { RunTree } from "../../../data/run-tree.ts";
import { IconButton } from "../../../ui/button.tsx";
import { useNow } from "../../../ui/now.ts";
import { useWidth } from "../../../ui/width.ts";
import { Bars } from "./bars.tsx";
import { COLUMNS } from "./columns.ts";
import { ROW_HEIGHT } from "./paint.ts";
import { buildRows, type Folding, type TimelineRow } from "./rows.ts";
import { type Domain, domainOf, position, ticksOf } from "./scale.ts";
import { TimelineRowView } from "./timeline-row.tsx";
import { useZoom, type Zoom } from "./use-zoom.ts";

interface TimelineProps {
  readonly runId: string;
  readonly tree: RunTree;
  /** Milliseconds since the epoch: when the run began and, unless it goes on, when it ended. */
  readonly from: number;
  readonly to: number | undefined;
  /** Task run or subflow run that is looked at. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  /** The part of the time that is shown at first; all of it without one. */
  readonly part: Domain | undefined;
  readonly onPart: (part: Domain | undefined) => void;
  /** As high as its rows, up to a point; otherwise as high as its place. */
  readonly compact: boolean;
}

const HEAD_HEIGHT = 29;
const ZOOM_IN = 0.5;

export function Timeline(props: TimelineProps): ReactElement {
  const { runId, tree, from, to, selected, onSelect, part, onPart, compact } = props;
  const now = useNow();
  const growing = to === undefined;
  const [folding, setFolding] = useState<Folding>(new Map());
  const rows = useMemo(() => buildRows(runId, tree, folding, selected), [runId, tree, folding, selected]);
  const [active, setActive] = useState<string>();
  const scroll = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const width = useWidth(axis);
  const id = useId();

  const end = Math.max(to ?? now, lastEnd(tree));
  // Rebuilt only when its end really moves: while a run grows, that is every few seconds.
  const { to: fullTo } = domainOf(from, end, growing);
  const full = useMemo(() => ({ from, to: fullTo }), [from, fullTo]);
  const zoom = useZoom(full, axis, part, onPart);
  const { domain } = zoom;
  const ticks = useMemo(() => ticksOf(domain, width, from), [domain, width, from]);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  /** Height below the head. */
  const visible = compact ? 0 : Math.max(0, (virtual.scrollRect?.height ?? 0) - HEAD_HEIGHT);
  const first = items[0]?.index ?? 0;
  const shown = useMemo(() => rows.slice(first, first + items.length), [rows, first, items.length]);

  const fold = useCallback((key: string, open: boolean) => setFolding((known) => new Map(known).set(key, open)), []);
  const choose = useCallback(
    (row: TimelineRow) => {
      setActive(row.key);
      if (row.kind === "group") fold(row.key, !row.expanded);
      else onSelect(row.key === selected ? undefined : row.key);
    },
    [fold, onSelect, selected],
  );

  // What is selected from elsewhere (a link, the error panel) comes into view.
  useEffect(() => {
    const index = selected === undefined ? -1 : rows.findIndex((row) => row.key === selected);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
    // Only when the selection changes: rows move all the time while a run goes on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = Math.max(
      0,
      rows.findIndex((row) => row.key === active),
    );
    const row = rows[at];
    const go = (index: number) => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, index))];
      if (!next) return;
      setActive(next.key);
      virtual.scrollToIndex(rows.indexOf(next), { align: "auto" });
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(active === undefined ? 0 : at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      PageDown: () => go(at + 15),
      PageUp: () => go(at - 15),
      ArrowRight: () => (row?.expanded === false ? fold(row.key, true) : go(at + 1)),
      ArrowLeft: () => {
        if (row?.expanded) fold(row.key, false);
        else go(rows.findLastIndex((other, index) => index < at && row !== undefined && other.depth < row.depth));
      },
      Enter: () => row && choose(row),
      " ": () => row && choose(row),
      Escape: () => onSelect(undefined),
      "+": () => zoom.by(ZOOM_IN),
      "-": () => zoom.by(1 / ZOOM_IN),
      "0": zoom.fit,
    };
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };

  return (
    <div
      ref={scroll}
      role="treegrid"
      aria-label="Timeline of tasks and subflows"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={active !== undefined ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => setActive((known) => known ?? rows[0]?.key)}
      className={clsx("group overflow-y-auto -outline-offset-2", compact ? "max-h-80" : "h-full")}
    >
      <div role="rowgroup" className="sticky top-0 z-20 border-b bg-sunken text-2xs font-medium text-ink-3">
        <div role="row" aria-rowindex={1} className={`${COLUMNS} h-7`}>
          <span role="columnheader" className="flex items-center pl-4">
            <span className="flex-1 truncate">{tree.cut ? `First ${tree.taskRuns.length} tasks` : "Task"}</span>
            <ZoomButtons zoom={zoom} />
          </span>
          <span role="columnheader" className="py-1.5 text-right">
            Duration
          </span>
          <span role="columnheader" aria-label="Time since the start" className="relative ml-4 mr-3">
            <div ref={axis} className="absolute inset-0 overflow-hidden">
              {ticks.map(({ at, label }) => (
                <span
                  key={at}
                  className="num absolute top-1.5 border-l pl-1"
                  style={{ transform: `translateX(${Math.round(position(domain, width, at))}px)` }}
                >
                  {label}
                </span>
              ))}
            </div>
          </span>
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: Math.max(virtual.getTotalSize(), visible) }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <TimelineRowView
                key={item.key}
                id={`${id}-${row.key}`}
                row={row}
                index={item.index}
                top={item.start}
                selected={row.key === selected}
                active={row.key === active}
                onChoose={choose}
                onFold={fold}
              />
            )
          );
        })}
        <div
          className={`${COLUMNS} pointer-events-none absolute inset-x-0 top-0`}
          style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
        >
          <Bars rows={shown} domain={domain} ticks={ticks} width={width} leastHeight={visible} growing={growing} />
        </div>
      </div>
    </div>
  );
}

function ZoomButtons({ zoom }: { readonly zoom: Zoom }): ReactElement {
  return (
    <span className="flex [&>button]:size-6 [&>button]:rounded-md [&_svg]:size-3.5">
      {zoom.zoomed && (
        <IconButton label="Show the whole run (0)" onClick={zoom.fit}>
          <MoveHorizontal aria-hidden />
        </IconButton>
      )}
      <IconButton label="Zoom out (-)" disabled={!zoom.zoomed} onClick={() => zoom.by(1 / ZOOM_IN)}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label="Zoom in (+, or Ctrl and wheel)" onClick={() => zoom.by(ZOOM_IN)}>
        <ZoomIn aria-hidden />
      </IconButton>
    </span>
  );
}

/** A run's own end can be set a moment before its last task's. */
const lastEnd = (tree: RunTree): number => tree.taskRuns.reduce((last, run) => Math.max(last, run.end ?? 0), 0);
