import { isFinalType } from "@weir/contract/states";
import type { ReactElement } from "react";
import type { RunOutline } from "../../data/recent-runs.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { toMillis } from "../../ui/format/time.ts";
import { stateLabel, stateLook } from "../../ui/states.ts";

interface RunBarsProps {
  /** Newest first. */
  readonly rows: readonly RunOutline[];
  readonly most?: number;
  /** Pixels of the longest one. */
  readonly height?: number;
}

/** The last runs as bars, the newest at the right: colour is the state, height how long it took beside the others. */
export function RunBars({ rows, most = 20, height = 20 }: RunBarsProps): ReactElement {
  const shown = rows.slice(0, most).toReversed();
  const seconds = shown.map(secondsOf);
  const longest = Math.max(0.001, ...seconds);
  const label = shown.length === 0 ? "No runs" : `The last ${shown.length} runs, ${countsOf(shown)}`;
  return (
    <span role="img" aria-label={label} title={label} style={{ height }} className="flex items-end gap-px">
      {shown.map((run, index) => (
        <span
          key={run.id}
          data-tone={stateLook(run.state_type, run.state_name).tone}
          title={`${run.name}: ${stateLabel(run.state_type, run.state_name)}, ${formatDuration(seconds[index] ?? 0)}`}
          style={{ height: Math.max(4, ((seconds[index] ?? 0) / longest) * height) }}
          className="w-1.5 rounded-[1px] bg-tone"
        />
      ))}
    </span>
  );
}

const secondsOf = (run: RunOutline): number =>
  ((toMillis(run.end_time) ?? (isFinalType(run.state_type) ? NaN : Date.now())) - (toMillis(run.start_time) ?? NaN)) /
    1000 || 0;

function countsOf(rows: readonly RunOutline[]): string {
  const counts = new Map<string, number>();
  for (const run of rows) {
    const label = stateLabel(run.state_type).toLowerCase();
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, count]) => `${count} ${label}`).join(", ");
}
