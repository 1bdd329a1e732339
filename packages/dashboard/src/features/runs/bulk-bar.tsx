import type { FlowRunResponse } from "@weir/contract";
import { Link } from "@tanstack/react-router";
import { Ban, Download, GitCompareArrows, ListChecks, RotateCw, Trash2, X } from "lucide-react";
import { type ReactElement, useState } from "react";
import { allMatching, MOST_AT_ONCE, type RunAction } from "../../data/run-actions.ts";
import { runsAsCsv } from "../../data/runs-export.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { saveFile } from "../../ui/download.ts";
import { toast } from "../../ui/toast.ts";
import { BulkDialog } from "./bulk-dialog.tsx";

interface BulkBarProps {
  readonly search: RunsSearch;
  readonly selected: readonly FlowRunResponse[];
  /** How many match the filters; `undefined` until that is known. */
  readonly total: number | undefined;
  readonly onClear: () => void;
}

const ACTIONS = [
  { action: "cancel", label: "Cancel", icon: Ban },
  { action: "retry", label: "Retry", icon: RotateCw },
  { action: "delete", label: "Delete", icon: Trash2 },
] as const;

const number = new Intl.NumberFormat();

/** What can be done with the runs that are selected, or with all that match. */
export function BulkBar({ search, selected, total, onClear }: BulkBarProps): ReactElement {
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<RunAction>();
  // The older one first: what changed since is told of the newer.
  const [first, second] =
    selected.length === 2 ? selected.toSorted((a, b) => ((a.start_time ?? "") < (b.start_time ?? "") ? -1 : 1)) : [];
  const [exporting, setExporting] = useState(false);
  const exportAll = async (): Promise<void> => {
    setExporting(true);
    try {
      const runs = all ? await allMatching(search, new AbortController().signal) : selected;
      saveFile(new Blob([runsAsCsv(runs)], { type: "text/csv" }), "runs.csv");
      if (runs.length === MOST_AT_ONCE) toast(`The newest ${number.format(MOST_AT_ONCE)} runs were exported.`);
    } catch (error) {
      toast(`The runs could not be exported: ${error instanceof Error ? error.message : String(error)}`, "bad");
    } finally {
      setExporting(false);
    }
  };
  const count = all ? (total ?? selected.length) : selected.length;
  return (
    <div
      role="region"
      aria-label="Selected runs"
      className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t bg-selected px-6 py-1 max-sm:px-3"
    >
      <span className="num mr-2 font-medium" aria-live="polite">
        {all ? `All ${number.format(count)} selected` : `${number.format(count)} selected`}
      </span>
      {!all && total !== undefined && total > selected.length && (
        <Button look="plain" onClick={() => setAll(true)}>
          <ListChecks aria-hidden className="size-3.5" />
          Select all {number.format(total)}
        </Button>
      )}
      <span className="ml-auto flex gap-1">
        {!all && first && second && (
          <Link to="/runs/compare" search={{ a: first.id, b: second.id }} className={buttonClass("outline")}>
            <GitCompareArrows aria-hidden className="size-3.5" />
            Compare
          </Link>
        )}
        <Button disabled={exporting} onClick={() => void exportAll()}>
          <Download aria-hidden className="size-3.5" />
          Export
        </Button>
        {ACTIONS.map(({ action, label, icon: Icon }) => (
          <Button key={action} onClick={() => setAsked(action)}>
            <Icon aria-hidden className="size-3.5" />
            {label}
          </Button>
        ))}
        <Button look="plain" aria-label="Clear the selection" title="Clear the selection (Esc)" onClick={onClear}>
          <X aria-hidden className="size-4" />
        </Button>
      </span>
      {asked && (
        <BulkDialog
          action={asked}
          runs={all ? undefined : selected}
          search={search}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined);
            onClear();
          }}
        />
      )}
    </div>
  );
}
