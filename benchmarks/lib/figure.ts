/** One thing measured several times. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** In the order they were taken. */
  readonly values: readonly number[];
}

export function figure(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, values };
}

/** Errors of several measurements, by what went wrong. */
export function sumErrors(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const errors of all) for (const what in errors) sum[what] = (sum[what] ?? 0) + errors[what]!;
  return sum;
}
