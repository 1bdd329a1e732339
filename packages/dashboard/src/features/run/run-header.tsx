import type { FlowRunResponse } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CornerLeftUp } from "lucide-react";
import type { ReactElement } from "react";
import type { TreeTaskRun } from "../../data/run-tree.ts";
import { taskRunQuery } from "../../data/task-runs.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { useNow } from "../../ui/now.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { FlowName } from "../runs/flow-name.tsx";
import { RunActions } from "./run-actions.tsx";
import { runStory, tasksStory } from "./story.ts";

interface RunHeaderProps {
  readonly run: FlowRunResponse;
  /** Everything that was called, also in subflows; `undefined` until it is read. */
  readonly tasks: readonly TreeTaskRun[] | undefined;
  readonly subflows: number;
}

/** Who, what happened, for how long, and what with: in one look. */
export function RunHeader({ run, tasks, subflows }: RunHeaderProps): ReactElement {
  const now = useNow();
  const work = tasks && tasksStory(tasks, subflows);
  return (
    <header className="flex flex-col gap-1.5 border-b bg-panel px-6 pt-4 pb-3.5 max-sm:px-3 max-sm:pt-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">{run.name}</h1>
        <StateBadge type={run.state_type} name={run.state_name} />
        <Tags tags={run.tags ?? []} most={8} />
        <dl className="ml-auto flex items-center gap-x-5 text-xs text-ink-3 max-sm:ml-0">
          {run.parent_task_run_id && <Parent taskRunId={run.parent_task_run_id} />}
          {run.start_time && (
            <div className="flex gap-1.5">
              <dt>Started</dt>
              <dd className="text-ink-2">
                <When at={run.start_time} />
              </dd>
            </div>
          )}
          <div className="flex items-center gap-1.5">
            <dt>Id</dt>
            <dd className="flex items-center font-mono text-ink-2">
              {run.id.slice(0, 8)}
              <CopyButton text={run.id} label="Copy the run's id" className="-my-2 size-7 [&_svg]:size-3.5" />
            </dd>
          </div>
        </dl>
        <RunActions run={run} />
      </div>
      <p className="num min-h-5 whitespace-normal text-ink-2">
        <FlowName id={run.flow_id} className="font-medium text-ink" /> {runStory(run, now)}
        {work && `. ${work.charAt(0).toUpperCase()}${work.slice(1)}.`}
      </p>
    </header>
  );
}

function Parent({ taskRunId }: { readonly taskRunId: string }): ReactElement | null {
  const { data } = useQuery(taskRunQuery(taskRunId));
  if (!data?.flow_run_id) return null;
  return (
    <div>
      <dt className="sr-only">Started by</dt>
      <dd>
        <Link
          to="/runs/$id"
          params={{ id: data.flow_run_id }}
          className="flex items-center gap-1 font-medium text-accent hover:underline"
        >
          <CornerLeftUp aria-hidden className="size-3.5" />
          Parent run
        </Link>
      </dd>
    </div>
  );
}
