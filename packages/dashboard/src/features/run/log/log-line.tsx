import type { Log } from "@weir/contract";
import clsx from "clsx";
import { memo, type ReactElement } from "react";
import { formatClockMillis, formatExact, toMillis } from "../../../ui/format/time.ts";
import type { Tone } from "../../../ui/states.ts";
import { type AnsiColor, parseAnsi } from "./ansi.ts";
import { levelName, type LevelName } from "./levels.ts";

const TONES: Readonly<Record<LevelName, Tone>> = {
  debug: "off",
  info: "run",
  warn: "late",
  error: "bad",
  fatal: "crash",
};

const COLORS: Readonly<Record<AnsiColor, Tone>> = {
  red: "bad",
  green: "ok",
  yellow: "late",
  blue: "run",
  magenta: "hold",
  cyan: "run",
  dim: "off",
};

interface LogLineProps {
  readonly line: Log;
  /** Name of the task run or subflow run that wrote it; empty for the flow itself. */
  readonly source: string | undefined;
  /** The address leads to this line. */
  readonly linked: boolean;
  readonly onSource: (id: string) => void;
  readonly onLink: (line: Log) => void;
}

export const LogLine = memo(function LogLine({ line, source, linked, onSource, onLink }: LogLineProps): ReactElement {
  const level = levelName(line.level);
  const at = toMillis(line.timestamp) ?? 0;
  const loud = level === "error" || level === "fatal" || level === "warn";
  return (
    <div
      data-tone={TONES[level]}
      className={clsx(
        "grid grid-cols-[5.75rem_2.75rem_minmax(0,1fr)] gap-x-2.5 @max-md:grid-cols-[auto_minmax(0,1fr)] border-l-2 py-px pr-4 pl-3.5 font-mono text-xs leading-5",
        linked && "outline-2 -outline-offset-2 outline-accent",
        loud ? "border-tone bg-tone-tint/60" : "border-transparent hover:bg-hover",
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        title={`${formatExact(at)}\nPress to link to this line`}
        onClick={() => onLink(line)}
        className="self-start text-left hover:text-accent hover:underline"
      >
        <time dateTime={line.timestamp} className="num text-ink-3">
          {formatClockMillis(at)}
        </time>
      </button>
      <span className={clsx(level === "debug" ? "text-ink-3" : "text-tone-text", loud && "font-semibold")}>
        {level}
      </span>
      <span
        className={clsx(
          "min-w-0 break-words whitespace-pre-wrap @max-md:col-span-2",
          level === "debug" && "text-ink-2",
        )}
      >
        {source !== undefined && (
          <button
            type="button"
            tabIndex={-1}
            onClick={() => onSource(line.task_run_id ?? line.flow_run_id ?? "")}
            className="mr-2 rounded text-ink-3 hover:text-accent hover:underline"
          >
            {source}
          </button>
        )}
        {parseAnsi(line.message).map((span, index) => (
          <span
            key={index}
            data-tone={span.color && COLORS[span.color]}
            className={clsx(span.color && "text-tone-text", span.bold && "font-semibold")}
          >
            {span.text}
          </span>
        ))}
      </span>
    </div>
  );
});
