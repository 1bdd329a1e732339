import type { FlowRunResponse } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { CornerDownRight } from "lucide-react";
import { memo, type ReactElement } from "react";
import { toMillis } from "../../ui/format/time.ts";
import { plainMessage } from "../../ui/message-text.ts";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";
import { Tags } from "../../ui/tags.tsx";
import { Lasted, When } from "../../ui/time.tsx";
import { COLUMNS } from "./columns.ts";
import { FlowName } from "./flow-name.tsx";

interface RunRowProps {
  readonly run: FlowRunResponse;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** Seconds of the longest run in the list, which the bars are measured by. */
  readonly longest: number;
  readonly selected: boolean;
  readonly onSelect: (run: FlowRunResponse, range: boolean) => void;
}

export const RunRow = memo(function RunRow({
  run,
  index,
  top,
  height,
  longest,
  selected,
  onSelect,
}: RunRowProps): ReactElement {
  const { tone } = stateLook(run.state_type, run.state_name);
  const wrong = run.state_type === "FAILED" || run.state_type === "CRASHED";
  const message = wrong ? plainMessage(run.state?.message) : "";
  const started = run.start_time ?? run.expected_start_time;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-tone={tone}
      data-run={run.id}
      aria-selected={selected}
      style={{ height, transform: `translateY(${top}px)` }}
      className={clsx(
        COLUMNS,
        "group/row absolute inset-x-0 border-b border-line/60",
        selected ? "bg-selected" : "hover:bg-hover has-focus-visible:bg-hover",
        "max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-0 max-sm:px-3 max-sm:py-2",
        isFresh(run) && "animate-[arrive_2.500s_ease-out]",
      )}
    >
      <span role="cell" className="relative z-10 grid place-items-center max-sm:hidden">
        {/* Its target is as high as the row. */}
        <input
          type="checkbox"
          tabIndex={-1}
          checked={selected}
          aria-label={`Select ${run.name ?? run.id}`}
          onClick={(event) => onSelect(run, event.shiftKey)}
          readOnly
          className="size-3.5 accent-accent opacity-45 group-hover/row:opacity-100 checked:opacity-100"
        />
      </span>
      <span
        role="cell"
        className="flex min-w-0 items-center gap-2 font-medium text-tone-text max-sm:order-3 max-sm:text-xs"
      >
        <StateIcon type={run.state_type} name={run.state_name} className="max-sm:size-3.5" />
        <span className="truncate">
          {stateLabel(run.state_type, run.state_name)}
          {message && <span className="font-normal sm:hidden">: {message}</span>}
        </span>
      </span>
      <span role="cell" className="flex min-w-0 items-baseline gap-2 max-sm:order-1">
        {run.parent_task_run_id && (
          <CornerDownRight aria-label="Subflow" role="img" className="size-3.5 shrink-0 self-center text-ink-3" />
        )}
        <Link
          to="/runs/$id"
          params={{ id: run.id }}
          className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {run.name}
        </Link>
        <FlowName id={run.flow_id} className="shrink-[2] text-ink-3" />
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-3 max-lg:hidden">
        {message && (
          <span title={message} className="min-w-0 truncate text-xs text-tone-text">
            {message}
          </span>
        )}
        <Tags tags={run.tags ?? []} most={message ? 2 : 4} className="shrink-0" />
      </span>
      <span role="cell" className="text-right text-ink-2 max-sm:order-4 max-sm:text-xs">
        <When at={started} as="relative" />
      </span>
      <span role="cell" className="relative text-right font-medium max-sm:order-2">
        <Lasted from={run.start_time} to={run.end_time} live={!isFinalType(run.state_type)} />
        <Share seconds={secondsOf(run)} longest={longest} />
      </span>
    </div>
  );
});

/** A line below the duration: its share of the longest in the list, by order of magnitude. */
function Share({ seconds, longest }: { readonly seconds: number; readonly longest: number }): ReactElement | null {
  if (seconds <= 0 || longest <= 0) return null;
  const share = Math.log1p(seconds * 20) / Math.log1p(longest * 20);
  return (
    <span aria-hidden className="absolute right-0 -bottom-1 left-6 flex justify-end max-sm:hidden">
      <span className="h-[3px] rounded-full bg-tone opacity-55" style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}

const secondsOf = (run: FlowRunResponse): number => {
  const start = toMillis(run.start_time);
  return start === undefined ? 0 : ((toMillis(run.end_time) ?? Date.now()) - start) / 1000;
};

export const longestOf = (runs: readonly FlowRunResponse[]): number =>
  runs.reduce((longest, run) => Math.max(longest, secondsOf(run)), 0);

/** Made a moment ago: it catches the eye as it arrives. */
function isFresh(run: FlowRunResponse): boolean {
  const created = toMillis(run.created);
  return created !== undefined && Date.now() - created < 2500;
}
