/** Lengths of time as people type them: `90`, `90 s`, `10m`, `1h 30m`, `2 days`. */

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const PART = /^(\d+(?:\.\d+)?)\s*(seconds?|secs?|minutes?|mins?|hours?|days?|[smhd])\s*/i;

/** Seconds; undefined where it is no length of time. A number alone is seconds. */
export function readSpan(text: string): number | undefined {
  let rest = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(rest)) return Number(rest);
  if (rest === "") return undefined;
  let seconds = 0;
  while (rest !== "") {
    const part = PART.exec(rest);
    if (!part) return undefined;
    seconds += Number(part[1]) * SECONDS[part[2]![0]!.toLowerCase() as keyof typeof SECONDS];
    rest = rest.slice(part[0].length);
  }
  return seconds;
}

/** `5400` -> `1h 30m`; `readSpan` reads the same seconds from it. */
export function writeSpan(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds === 0) return `${seconds}s`;
  let rest = seconds;
  return (["d", "h", "m", "s"] as const)
    .flatMap((unit) => {
      const count = Math.floor(rest / SECONDS[unit]);
      rest -= count * SECONDS[unit];
      return count > 0 ? `${count}${unit}` : [];
    })
    .join(" ");
}
