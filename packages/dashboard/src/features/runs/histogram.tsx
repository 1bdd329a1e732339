import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, type ReactElement, useRef, useState } from "react";
import { type RunsHistory, runsHistoryQuery } from "../../data/flow-runs.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { formatMoment } from "../../ui/format/time.ts";
import { useNow } from "../../ui/now.ts";
import { stateLabel, stateLook } from "../../ui/states.ts";

interface HistogramProps {
  readonly search: RunsSearch;
  /** A part of the time was chosen: milliseconds since the epoch. */
  readonly onSpan: (from: number, to: number) => void;
}

const HEIGHT = 44;

/** Runs over time by state. A press shows a column's runs, dragging those of several. */
export function Histogram({ search, onSpan }: HistogramProps): ReactElement {
  const { data } = useQuery(runsHistoryQuery(search));
  const now = useNow();
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<readonly [first: number, last: number]>();
  const [hover, setHover] = useState<number>();
  const count = data?.buckets.length ?? 0;

  const columnAt = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
  };
  const choose = (): void => {
    if (!drag || !data) return;
    const [first, last] = drag[0] < drag[1] ? drag : [drag[1], drag[0]];
    setDrag(undefined);
    const step = (data.to - data.from) / count;
    onSpan(data.from + first * step, data.from + (last + 1) * step);
  };

  return (
    <div className="flex flex-col gap-1">
      <div
        ref={box}
        role="img"
        aria-label={data ? describe(data, now) : "Runs over time"}
        style={{ height: HEIGHT }}
        className="relative cursor-crosshair touch-pan-y border-b select-none"
        onPointerDown={(event) => {
          if (count === 0 || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([columnAt(event), columnAt(event)]);
        }}
        onPointerMove={(event) => {
          setHover(columnAt(event));
          if (drag) setDrag([drag[0], columnAt(event)]);
        }}
        onPointerUp={choose}
        onPointerCancel={() => setDrag(undefined)}
        onPointerLeave={() => setHover(undefined)}
      >
        {data && <Columns history={data} chosen={drag ?? (hover === undefined ? undefined : [hover, hover])} />}
      </div>
      <div className="num flex h-4 justify-between text-2xs text-ink-3">
        {data && (
          <>
            <span>{formatMoment(data.from, now)}</span>
            <span className="text-ink-2">{hover !== undefined && describeColumn(data, hover, now)}</span>
            <span>{search.until ? formatMoment(data.to, now) : "now"}</span>
          </>
        )}
      </div>
    </div>
  );
}

function Columns({
  history: { buckets },
  chosen,
}: {
  readonly history: RunsHistory;
  readonly chosen: readonly [number, number] | undefined;
}): ReactElement {
  const most = Math.max(1, ...buckets.map(totalOf));
  const from = chosen ? Math.min(...chosen) : 0;
  const width = 100 / Math.max(1, buckets.length);
  return (
    <>
      {chosen && (
        <span
          className="absolute inset-y-0 rounded-sm bg-hover"
          style={{ left: `${from * width}%`, width: `${(Math.abs(chosen[1] - chosen[0]) + 1) * width}%` }}
        />
      )}
      {buckets.map((states, index) => (
        <span
          key={index}
          className="absolute bottom-0 flex flex-col-reverse gap-px overflow-hidden rounded-t-[3px] px-px"
          style={{ left: `${index * width}%`, width: `${width}%` }}
        >
          {states.map(([type, runs], at) => (
            <span
              key={at}
              data-tone={stateLook(type).tone}
              className="bg-tone"
              // One run among thousands is still to be seen.
              style={{ height: Math.max(2, Math.round((runs / most) * (HEIGHT - 6))) }}
            />
          ))}
        </span>
      ))}
    </>
  );
}

const totalOf = (states: RunsHistory["buckets"][number]): number => states.reduce((sum, [, runs]) => sum + runs, 0);

function describe({ buckets, from, to }: RunsHistory, now: number): string {
  const counts = new Map<string, number>();
  for (const [type, runs] of buckets.flat()) counts.set(type, (counts.get(type) ?? 0) + runs);
  const parts = [...counts].map(([type, runs]) => `${runs} ${stateLabel(type as "RUNNING").toLowerCase()}`);
  return `Runs from ${formatMoment(from, now)} to ${formatMoment(to, now)}: ${parts.join(", ") || "none"}`;
}

function describeColumn({ buckets, from, to }: RunsHistory, index: number, now: number): string {
  const states = buckets[index] ?? [];
  const start = from + ((to - from) / buckets.length) * index;
  const parts = states.map(([type, runs]) => `${runs} ${stateLabel(type).toLowerCase()}`);
  return `${formatMoment(start, now)}: ${parts.join(", ") || "no runs"}`;
}
