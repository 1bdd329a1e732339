import clsx from "clsx";
import { ChevronRight, Workflow } from "lucide-react";
import { memo, type ReactElement } from "react";
import { useNow } from "../../../ui/now.ts";
import { StateIcon } from "../../../ui/state-badge.tsx";
import { FlowName } from "../../runs/flow-name.tsx";
import { StateCounts } from "../state-counts.tsx";
import { COLUMNS } from "./columns.ts";
import { ROW_HEIGHT } from "./paint.ts";
import { durationText, rowSentence } from "./row-text.ts";
import type { TimelineRow } from "./rows.ts";

interface TimelineRowProps {
  readonly id: string;
  readonly row: TimelineRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  /** Where the keyboard is. */
  readonly active: boolean;
  readonly onChoose: (row: TimelineRow) => void;
  readonly onFold: (key: string, open: boolean) => void;
}

export const TimelineRowView = memo(function TimelineRowView(props: TimelineRowProps): ReactElement {
  const { id, row, index, top, selected, active, onChoose, onFold } = props;
  const now = useNow();
  const sentence = rowSentence(row, now);
  const Folder = row.expanded === undefined ? undefined : ChevronRight;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-expanded={row.expanded}
      aria-selected={selected}
      aria-label={sentence}
      title={sentence}
      onClick={() => onChoose(row)}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      className={clsx(
        COLUMNS,
        "absolute inset-x-0 cursor-default items-center select-none hover:bg-hover aria-selected:bg-selected",
        active &&
          "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus",
      )}
    >
      <span
        role="gridcell"
        className="flex min-w-0 items-center gap-1.5 pl-2"
        style={{ paddingInlineStart: `${0.5 + row.depth * 0.9}rem` }}
      >
        <span
          aria-hidden
          className="grid size-4 shrink-0 place-items-center rounded text-ink-3 hover:text-ink"
          onClick={(event) => {
            if (row.expanded === undefined) return;
            event.stopPropagation();
            onFold(row.key, !row.expanded);
          }}
        >
          {Folder && <Folder className={clsx("size-3.5 transition-transform", row.expanded && "rotate-90")} />}
        </span>
        <StateIcon type={row.bar.type} name={row.bar.name} className="size-3.5" />
        <RowLabel row={row} />
      </span>
      <span role="gridcell" className="num text-right text-xs text-ink-2">
        {durationText(row.bar, now)}
      </span>
      <span role="gridcell" />
    </div>
  );
});

function RowLabel({ row }: { readonly row: TimelineRow }): ReactElement {
  switch (row.kind) {
    case "task":
      return (
        <>
          <span className="truncate">{row.label}</span>
          {row.task.run_count > 1 && (
            <span className="num shrink-0 rounded bg-sunken px-1 text-2xs text-ink-2 ring-1 ring-line">
              ×{row.task.run_count}
            </span>
          )}
        </>
      );
    case "flow":
      return (
        <>
          <Workflow aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          {row.run.flow_name === undefined ? (
            <FlowName id={row.run.flow_id} className="shrink-0 font-medium" />
          ) : (
            <span className="shrink-0 font-medium">{row.run.flow_name}</span>
          )}
          <span className="truncate text-ink-3">{row.label}</span>
        </>
      );
    case "group":
      return (
        <>
          <span className="truncate">{row.label}</span>
          <StateCounts of={row.counts} />
        </>
      );
  }
}
