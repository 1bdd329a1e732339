/** The time axis: a span of milliseconds since the run's start, laid over a width in pixels. */

export interface Domain {
  /** Milliseconds since the epoch at the left edge. */
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly label: string;
}

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
// prettier-ignore
const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, S, 2 * S, 5 * S, 10 * S, 15 * S, 30 * S, M, 2 * M, 5 * M, 10 * M,
  15 * M, 30 * M, H, 2 * H, 3 * H, 6 * H, 12 * H, D, 2 * D, 7 * D, 14 * D, 28 * D,
];

/**
 * The span to show. A run that has ended fits exactly, with a little air for its last bar. One that goes on gets room to
 * grow in steps of a quarter: between two steps nothing but the growing bars moves.
 */
export function domainOf(from: number, to: number, growing: boolean): Domain {
  const length = Math.max(to - from, 1);
  if (!growing) return { from, to: from + length * 1.015 };
  const step = Math.ceil(Math.log(Math.max(length * 1.05, 2000)) / Math.log(1.25));
  return { from, to: from + 1.25 ** step };
}

/** Pixels between two ticks, at least. */
const SPACING = 88;

/** Round times at a readable distance, labelled by the time since `origin`, the run's start. */
export function ticksOf({ from, to }: Domain, width: number, origin: number): readonly Tick[] {
  const least = ((to - from) / Math.max(width, 1)) * SPACING;
  const step = STEPS.find((size) => size >= least) ?? Math.ceil(least / D) * D;
  const first = Math.ceil((from - origin) / step);
  const last = Math.floor((to - origin) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    at: origin + (first + index) * step,
    label: formatOffset((first + index) * step),
  }));
}

/** The part of `full` that is `factor` times as long as `shown`, with the time `at` where it was. */
export function zoom(shown: Domain, full: Domain, factor: number, at: number): Domain {
  const length = Math.max((shown.to - shown.from) * factor, LEAST_SPAN);
  if (length >= full.to - full.from) return full;
  const share = (at - shown.from) / (shown.to - shown.from);
  return within({ from: at - share * length, to: at + (1 - share) * length }, full);
}

/** The part of `full` that is as long as `shown` and so many milliseconds later. */
export const pan = (shown: Domain, full: Domain, by: number): Domain =>
  within({ from: shown.from + by, to: shown.to + by }, full);

/** No zoom shows less than this many milliseconds. */
const LEAST_SPAN = 0.5;

function within({ from, to }: Domain, full: Domain): Domain {
  const shift = Math.max(full.from - from, 0) || Math.min(full.to - to, 0);
  return { from: from + shift, to: to + shift };
}

/** `0`, `500 ms`, `2.5 s`, `1m 30s`, `2h 15m`, `3d 4h` */
export function formatOffset(millis: number): string {
  if (millis === 0) return "0";
  if (millis < S) return `${Number(millis.toFixed(1))} ms`;
  if (millis < M) return `${Number((millis / S).toFixed(2))} s`;
  const [unit, part, names] =
    millis < H ? [M, S, ["m", "s"]] : millis < D ? [H, M, ["h", "m"]] : ([D, H, ["d", "h"]] as const);
  const rest = Math.round((millis % unit) / part);
  return `${Math.floor(millis / unit)}${names[0]}${rest > 0 ? ` ${rest}${names[1]}` : ""}`;
}

export const position = ({ from, to }: Domain, width: number, at: number): number =>
  ((at - from) / (to - from)) * width;
