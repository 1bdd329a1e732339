import type { FlowRunResponse, StateType } from "@weir/contract";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useEffect, useState } from "react";
import { flowRunKeys } from "../../data/flow-runs.ts";
import {
  actOnAll,
  allMatching,
  type BulkResult,
  MOST_AT_ONCE,
  refusal,
  type RunAction,
} from "../../data/run-actions.ts";
import type { RunsSearch } from "../../data/runs-search.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";
import { toast } from "../../ui/toast.ts";

interface BulkDialogProps {
  readonly action: RunAction;
  /** `undefined`: all that match the search. */
  readonly runs: readonly FlowRunResponse[] | undefined;
  readonly search: RunsSearch;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const VERBS: Readonly<Record<RunAction, readonly [doing: string, done: string]>> = {
  cancel: ["Cancel", "Asked to stop"],
  pause: ["Pause", "Paused"],
  resume: ["Resume", "Resumed"],
  retry: ["Retry", "Scheduled again"],
  delete: ["Delete", "Deleted"],
};

const number = new Intl.NumberFormat();
const runsText = (count: number): string => `${number.format(count)} ${count === 1 ? "run" : "runs"}`;

/** More runs than this are listed by the number of each state only. */
const MOST_NAMED = 5;

/** Shows exactly what will be hit, and what will not and why, before anything happens. */
export function BulkDialog({ action, runs, search, onClose, onDone }: BulkDialogProps): ReactElement {
  const [all, setAll] = useState<readonly FlowRunResponse[]>();
  const [failed, setFailed] = useState<string>();
  const [through, setThrough] = useState<number>();
  const client = useQueryClient();
  useEffect(() => {
    if (runs) return;
    const stop = new AbortController();
    allMatching(search, stop.signal).then(setAll, (error: unknown) => {
      if (!stop.signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
    });
    return () => stop.abort();
  }, [runs, search]);

  const chosen = runs ?? all;
  const hit = chosen?.filter((run) => refusal(action, run) === undefined) ?? [];
  const spared = chosen ? reasonsOf(action, chosen) : [];
  const [verb, done] = VERBS[action];

  const go = async (): Promise<void> => {
    setThrough(0);
    try {
      const result = await actOnAll(
        action,
        hit.map((run) => run.id),
        setThrough,
      );
      toast(report(done, result), result.refused.size > 0 ? "bad" : "ok");
      onDone();
    } catch (error) {
      setThrough(undefined);
      setFailed(error instanceof Error ? error.message : String(error));
    }
    void client.invalidateQueries({ queryKey: flowRunKeys.counts });
  };

  return (
    <Dialog title={chosen ? `${verb} ${runsText(hit.length)}?` : `${verb} all that match?`} onClose={onClose}>
      <div className="flex min-h-24 flex-col gap-3 overflow-y-auto px-5 py-2">
        {chosen ? <Preview runs={hit} /> : !failed && <p className="text-ink-2">Reading what matches …</p>}
        {spared.map(([reason, count]) => (
          <p key={reason} className="text-ink-2">
            {runsText(count)} left alone: {reason}.
          </p>
        ))}
        {all && all.length >= MOST_AT_ONCE && (
          <p className="text-ink-2">
            These are the newest {number.format(MOST_AT_ONCE)}: more are not acted on at once.
          </p>
        )}
        {action === "delete" && hit.length > 0 && (
          <p className="text-ink-2">Their tasks and logs go with them. This cannot be undone.</p>
        )}
        {failed && (
          <p role="alert" data-tone="bad" className="rounded-lg bg-tone-tint px-3 py-2 break-words text-tone-text">
            {failed}
          </p>
        )}
      </div>
      <div className="flex items-center justify-end gap-2 px-5 pt-2 pb-4">
        {through !== undefined && (
          <span className="num mr-auto text-ink-2" role="status">
            {number.format(through)} of {number.format(hit.length)}
          </span>
        )}
        <Button onClick={onClose}>Keep {hit.length === 1 ? "it" : "them"}</Button>
        <Button
          look={action === "retry" ? "solid" : "danger"}
          disabled={hit.length === 0 || through !== undefined}
          onClick={() => void go()}
        >
          {verb} {runsText(hit.length)}
        </Button>
      </div>
    </Dialog>
  );
}

function Preview({ runs }: { readonly runs: readonly FlowRunResponse[] }): ReactElement {
  if (runs.length === 0) return <p className="text-ink-2">There is nothing to do.</p>;
  const byState = [...Map.groupBy(runs, (run) => run.state_type ?? "PENDING")];
  const names = runs.slice(0, MOST_NAMED);
  return (
    <>
      <ul className="flex flex-wrap gap-2" aria-label="By state">
        {byState.map(([type, some]) => (
          <li
            key={type}
            data-tone={stateLook(type as StateType).tone}
            className="num flex items-center gap-1.5 rounded-full bg-tone-tint py-0.5 pr-2.5 pl-1.5 text-xs font-medium text-tone-text"
          >
            <StateIcon type={type as StateType} className="size-3.5 animate-none" />
            {number.format(some.length)} {stateLabel(type as StateType).toLowerCase()}
          </li>
        ))}
      </ul>
      <p className="break-words text-ink-2">
        {names.map((run) => run.name).join(", ")}
        {runs.length > names.length && ` and ${number.format(runs.length - names.length)} more`}
      </p>
    </>
  );
}

function reasonsOf(action: RunAction, runs: readonly FlowRunResponse[]): readonly (readonly [string, number])[] {
  const reasons = new Map<string, number>();
  for (const run of runs) {
    const reason = refusal(action, run);
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons];
}

function report(done: string, { done: count, refused }: BulkResult): string {
  const reasons = [...refused].map(([reason, times]) => `${runsText(times)} refused: ${reason}`);
  return [`${done}: ${runsText(count)}.`, ...reasons].join(" ");
}
