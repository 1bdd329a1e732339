/** What a row of the timeline says to somebody who doesn't see it. */
import { formatClock } from "../../../ui/format/time.ts";
import { formatDuration, speakDuration } from "../../../ui/format/duration.ts";
import { stateLabel } from "../../../ui/states.ts";
import type { Bar } from "../folded.ts";
import type { TimelineRow } from "./rows.ts";

/** Seconds a bar has lasted; `undefined` before its start. */
export function lasted(bar: Bar, now: number): number | undefined {
  return bar.start === undefined ? undefined : ((bar.end ?? now) - bar.start) / 1000;
}

/** `1.52 s`, or that nothing had to be run. */
export function durationText(bar: Bar, now: number): string {
  if (bar.name === "Cached") return "cached";
  const seconds = lasted(bar, now);
  return seconds === undefined ? "" : formatDuration(seconds, { ticking: bar.end === undefined });
}

/** `extract-crm, completed, 0.25 seconds, started 17:44:59, waited 0.1 seconds` */
export function rowSentence(row: TimelineRow, now: number): string {
  const { bar } = row;
  const seconds = lasted(bar, now);
  const waited = bar.waiting === undefined || bar.start === undefined ? 0 : (bar.start - bar.waiting) / 1000;
  const parts = [
    row.kind === "flow"
      ? `subflow ${row.label}`
      : row.kind === "group"
        ? `${row.bars.length} runs of ${row.label}`
        : row.label,
    row.kind === "group"
      ? row.counts.map(([type, count]) => `${count} ${stateLabel(type).toLowerCase()}`).join(", ")
      : stateLabel(bar.type, bar.name).toLowerCase(),
    ...(seconds === undefined ? [] : [speakDuration(seconds)]),
    ...(bar.start === undefined ? [] : [`started ${formatClock(bar.start)}`]),
    ...(row.kind !== "group" && waited >= 0.05 ? [`waited ${speakDuration(waited)}`] : []),
  ];
  return parts.join(", ");
}
