/** How long something takes or waits: a number of seconds, or a number with its unit. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PATTERN = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|d)$/;

/**
 * A duration in milliseconds.
 *
 * @throws TypeError if it is not a duration: `what` says of which option
 */
export function milliseconds(duration: Duration, what = "duration"): number {
  if (typeof duration === "number" && duration >= 0) return duration * 1000;
  const match = typeof duration === "string" ? PATTERN.exec(duration) : null;
  if (!match)
    throw new TypeError(
      `${what}: ${JSON.stringify(duration)} is not a duration (use seconds, or text like "30s", "5m")`,
    );
  return Number(match[1]) * UNITS[match[2]!]!;
}

/** A duration in seconds, as the wire has it. */
export const inSeconds = (duration: Duration, what?: string): number => milliseconds(duration, what) / 1000;
