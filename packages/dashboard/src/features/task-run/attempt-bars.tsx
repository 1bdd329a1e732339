import type { State } from "@weir/contract";
import { type ReactElement, useMemo } from "react";
import { formatDuration } from "../../ui/format/duration.ts";
import { plainMessage } from "../../ui/message-text.ts";
import { useNow } from "../../ui/now.ts";
import { stateLabel, stateLook } from "../../ui/states.ts";
import type { Attempt } from "./attempts.ts";

/** Each attempt as a bar on one axis: hatched while it waited, solid while it ran; why it ended is beside it. */
export function AttemptBars({ attempts }: { readonly attempts: readonly Attempt[] }): ReactElement {
  const now = useNow();
  const start = attempts[0]?.waited ?? 0;
  const end = useMemo(() => Math.max(start + 1, ...attempts.map(({ to }) => to ?? now)), [attempts, now, start]);
  const share = (from: number, to: number): string => `${(Math.max(0, to - from) / (end - start)) * 100}%`;
  return (
    <ol className="flex flex-col gap-2 px-6 max-sm:px-3">
      {attempts.map(({ number, waited, from, to, outcome, reason }) => {
        const until = to ?? now;
        const label = to === undefined ? "running" : endOf(outcome);
        return (
          <li
            key={number}
            data-tone={stateLook(outcome.type, outcome.name).tone}
            className="grid grid-cols-[10rem_minmax(0,1fr)_5rem] items-center gap-x-4 max-sm:grid-cols-[minmax(0,1fr)_5rem]"
          >
            <span className="max-sm:col-span-2">
              <span className="font-medium">Attempt {number}</span> <span className="text-tone-text">{label}</span>
            </span>
            <span
              role="img"
              aria-label={`Waited ${formatDuration((from - waited) / 1000)}, ran ${formatDuration((until - from) / 1000)}`}
              className="flex h-4 overflow-hidden rounded bg-sunken"
            >
              <span style={{ width: share(start, waited) }} />
              <span style={{ width: share(waited, from) }} className="hatched" />
              <span style={{ width: share(from, until) }} className="min-w-0.5 rounded-sm bg-tone" />
            </span>
            <span className="num text-right">
              {formatDuration((until - from) / 1000, { ticking: to === undefined })}
            </span>
            {reason && outcome.type !== "COMPLETED" && (
              <p className="col-start-2 font-mono text-xs break-words whitespace-pre-wrap text-tone-text max-sm:col-span-2 max-sm:col-start-1">
                {plainMessage(reason)}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** An attempt that is followed by another has failed, whatever the run then waited for. */
const endOf = (outcome: State): string =>
  outcome.type === "SCHEDULED" ? "failed" : stateLabel(outcome.type, outcome.name).toLowerCase();
