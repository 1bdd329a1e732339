import { isFinalType } from "@weir/contract/states";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { TreeTaskRun } from "../../data/run-tree.ts";
import { taskRunStatesQuery, watchedTaskRunQuery } from "../../data/task-runs.ts";
import { IconButton } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { formatDuration } from "../../ui/format/duration.ts";
import { plainMessage } from "../../ui/message-text.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { stateLook } from "../../ui/states.ts";
import { Lasted, When } from "../../ui/time.tsx";
import { StateHistory } from "./panels/state-history.tsx";

interface TaskCardProps {
  readonly task: TreeTaskRun;
  readonly tasks: ReadonlyMap<string, TreeTaskRun>;
  readonly onTask: (id: string | undefined) => void;
}

/** The task run that is selected in the timeline. */
export function TaskCard({ task, tasks, onTask }: TaskCardProps): ReactElement {
  const { data: run } = useQuery(watchedTaskRunQuery(task.id));
  const states = useQuery({ ...taskRunStatesQuery(task.id, run?.state_id), enabled: run !== undefined });
  const wrong = task.state_type === "FAILED" || task.state_type === "CRASHED";
  const message = wrong ? plainMessage(run?.state?.message) : "";
  const upstream = upstreamOf(task, tasks);
  const waited = waitedSeconds(task);
  const retries = run?.empirical_policy?.retries ?? 0;
  return (
    <section aria-label="Selected task" className="max-h-[55%] shrink-0 overflow-y-auto border-b bg-panel">
      <div className="sticky top-0 z-10 flex items-center gap-2.5 bg-panel py-2 pr-2 pl-4">
        <h2 className="min-w-0 truncate font-semibold">{task.name}</h2>
        <StateBadge type={task.state_type} name={task.state_name} />
        <span className="ml-auto flex">
          <Link
            to="/task-runs/$id"
            params={{ id: task.id }}
            aria-label="Open this task run"
            title="Open this task run"
            className="grid size-8 place-items-center rounded-lg text-ink-2 hover:bg-hover hover:text-ink"
          >
            <ArrowRight aria-hidden className="size-4" />
          </Link>
          <CopyButton text={task.id} label="Copy the task run's id" />
          <IconButton label="Close (Esc)" onClick={() => onTask(undefined)}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      {message && (
        <p
          data-tone={stateLook(task.state_type, task.state_name).tone}
          className="mx-4 mb-2 rounded-lg bg-tone-tint px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap text-tone-text"
        >
          {message}
        </p>
      )}
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-x-4 gap-y-2 px-4 pb-2">
        <Fact name="Duration">
          <Lasted from={run?.start_time} to={run?.end_time} live={!isFinalType(task.state_type)} />
        </Fact>
        <Fact name="Started">
          <When at={run?.start_time ?? null} />
        </Fact>
        <Fact name="Waited">
          {waited === undefined ? undefined : <span className="num">{formatDuration(waited)}</span>}
        </Fact>
        <Fact name="Attempts">
          <span className="num">
            {task.run_count}
            {retries > 0 && ` of ${retries + 1}`}
          </span>
        </Fact>
        {run?.cache_key && (
          <Fact name="Cache key">
            <span className="block truncate font-mono text-xs" title={run.cache_key}>
              {run.cache_key}
            </span>
          </Fact>
        )}
      </dl>
      {upstream.length > 0 && (
        <p className="flex flex-wrap gap-x-2 px-4 pb-2 text-xs text-ink-3">
          After
          {upstream.map((other) => (
            <button
              key={other.id}
              type="button"
              onClick={() => onTask(other.id)}
              className="font-medium text-accent hover:underline"
            >
              {other.name}
            </button>
          ))}
        </p>
      )}
      {states.data && (
        <div className="border-t">
          <StateHistory states={states.data} />
        </div>
      )}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-ink-3">{name}</dt>
      <dd className="min-h-5 font-medium">{children}</dd>
    </div>
  );
}

const MOST = 6;

/** The task runs whose results this one has taken. */
const upstreamOf = (task: TreeTaskRun, tasks: ReadonlyMap<string, TreeTaskRun>): readonly TreeTaskRun[] =>
  task.inputs.flatMap((id) => tasks.get(id) ?? []).slice(0, MOST);

const waitedSeconds = ({ expected, start }: TreeTaskRun): number | undefined =>
  expected === undefined || start === undefined ? undefined : Math.max(0, start - expected) / 1000;
