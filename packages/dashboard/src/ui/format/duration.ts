/**
 * The one formatter of durations. It never rounds a short time up to a second: 0.3 s prints as `300 ms`.
 *
 * `ticking` is for a duration that is still growing: whole seconds, so that the eye is not drawn to flickering digits.
 */
export function formatDuration(seconds: number, { ticking = false }: { ticking?: boolean } = {}): string {
  const value = Math.max(0, seconds);
  if (ticking && value < 60) return `${Math.floor(value)} s`;
  if (value < 0.9995) {
    const millis = value * 1000;
    if (millis >= 10 || millis === 0) return `${Math.round(millis)} ms`;
    return millis < 0.1 ? "<0.1 ms" : `${millis.toFixed(1)} ms`;
  }
  if (value < 9.995) return `${value.toFixed(2)} s`;
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = ticking ? Math.floor(value) : Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** Like `formatDuration`, for a screen reader: `1 minute, 32 seconds`. */
export function speakDuration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} milliseconds`;
  if (seconds < 59.95) return `${Number(seconds.toFixed(1))} seconds`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86400), "day"],
    [Math.floor((whole % 86400) / 3600), "hour"],
    [Math.floor((whole % 3600) / 60), "minute"],
    [whole % 60, "second"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
    .join(", ");
}

const pad = (value: number): string => String(value).padStart(2, "0");
