import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { type EventDensity, eventDensityQuery } from "../../data/events.ts";
import type { EventsSearch } from "../../data/events-search.ts";
import { formatMoment } from "../../ui/format/time.ts";
import { useNow } from "../../ui/now.ts";

interface DensityProps {
  readonly search: EventsSearch;
  /** A column was chosen: milliseconds since the epoch. */
  readonly onSpan: (from: number, to: number) => void;
}

const HEIGHT = 44;

/** How many events there were over time; a press shows those of a column. */
export function Density({ search, onSpan }: DensityProps): ReactElement {
  const { data } = useQuery(eventDensityQuery(search));
  const now = useNow();
  const [hover, setHover] = useState<number>();
  const step = data ? (data.to - data.from) / data.counts.length : 0;
  const most = Math.max(1, ...(data?.counts ?? []));
  return (
    <div className="flex flex-col gap-1">
      <div
        role="img"
        aria-label={data ? describe(data, now) : "Events over time"}
        style={{ height: HEIGHT }}
        className="flex cursor-pointer items-end border-b"
        onPointerLeave={() => setHover(undefined)}
      >
        {data?.counts.map((count, index) => (
          <span
            key={index}
            data-tone="run"
            className="flex h-full flex-1 items-end rounded-sm px-px hover:bg-hover"
            onPointerEnter={() => setHover(index)}
            onClick={() => onSpan(data.from + index * step, data.from + (index + 1) * step)}
          >
            {count > 0 && (
              <span
                className="w-full rounded-t-[3px] bg-tone"
                style={{ height: Math.max(2, (count / most) * (HEIGHT - 6)) }}
              />
            )}
          </span>
        ))}
      </div>
      <div className="num flex h-4 justify-between text-2xs text-ink-3">
        {data && (
          <>
            <span>{formatMoment(data.from, now)}</span>
            <span className="text-ink-2">
              {hover !== undefined &&
                `${formatMoment(data.from + hover * step, now)}: ${(data.counts[hover] ?? 0).toLocaleString()} events`}
            </span>
            <span>{search.until ? formatMoment(data.to, now) : "now"}</span>
          </>
        )}
      </div>
    </div>
  );
}

const describe = ({ from, to, counts }: EventDensity, now: number): string =>
  `Events from ${formatMoment(from, now)} to ${formatMoment(to, now)}: ${counts.reduce((sum, count) => sum + count, 0)}`;
