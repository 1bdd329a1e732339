import type { FlowRunResponse } from "@weir/contract";
import type { ReactElement } from "react";
import type { TreeTaskRun } from "../../data/run-tree.ts";
import { plainMessage } from "../../ui/message-text.ts";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLook } from "../../ui/states.ts";

interface FailurePanelProps {
  readonly run: FlowRunResponse;
  readonly tasks: readonly TreeTaskRun[];
  readonly onTask: (id: string) => void;
}

const MOST = 4;

/** Why the run failed, where nobody can miss it, and which tasks did. */
export function FailurePanel({ run, tasks, onTask }: FailurePanelProps): ReactElement | null {
  if (run.state_type !== "FAILED" && run.state_type !== "CRASHED") return null;
  const failed = tasks.filter((task) => task.state_type === "FAILED" || task.state_type === "CRASHED");
  const message = plainMessage(run.state?.message);
  if (message === "" && failed.length === 0) return null;
  return (
    <div
      role="alert"
      data-tone={stateLook(run.state_type, run.state_name).tone}
      className="flex gap-3 border-b border-tone/40 bg-tone-tint px-6 py-2.5 max-sm:px-3"
    >
      <StateIcon type={run.state_type} name={run.state_name} className="mt-0.5" />
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-5 gap-y-1">
        <p
          tabIndex={0}
          aria-label="Error message"
          className="max-h-32 min-w-0 overflow-y-auto font-mono text-xs leading-5 font-medium break-words whitespace-pre-wrap text-tone-text"
        >
          {message || "The run failed without a message."}
        </p>
        {failed.length > 0 && (
          <p className="flex flex-wrap gap-x-2 text-xs text-ink-2">
            {failed.length === 1 ? "Failed task:" : `${failed.length} failed tasks:`}
            {failed.slice(0, MOST).map((task) => (
              <button
                key={task.id}
                type="button"
                onClick={() => onTask(task.id)}
                className="font-medium text-tone-text underline decoration-tone/50 underline-offset-2 hover:decoration-current"
              >
                {task.name}
              </button>
            ))}
            {failed.length > MOST && <span>and {failed.length - MOST} more</span>}
          </p>
        )}
      </div>
    </div>
  );
}
