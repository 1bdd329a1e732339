import type { TaskRun } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { taskRunQuery } from "../../data/task-runs.ts";
import { LINK } from "../../ui/facts.tsx";
import { Nothing } from "../../ui/section.tsx";
import { stateLabel } from "../../ui/states.ts";

type Input = NonNullable<TaskRun["task_inputs"]>[string][number];

/** Under this name stand the runs that were only waited for. */
const WAITED_FOR = "wait_for";
const PARENTS = "__parents__";

/** Where each argument of the task came from: another task's result, a parameter of the flow, or the code. */
export function Inputs({ task }: { readonly task: TaskRun }): ReactElement {
  const entries = Object.entries(task.task_inputs ?? {}).filter(([name]) => name !== PARENTS);
  if (entries.length === 0) return <Nothing>It takes no arguments.</Nothing>;
  return (
    <dl className="grid grid-cols-[minmax(5rem,max-content)_minmax(0,1fr)] gap-x-6 gap-y-1.5 px-6 max-sm:px-3">
      {entries.map(([name, inputs]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line/60 pb-1.5">
          <dt className="font-mono text-xs leading-5 text-ink-2">{name === WAITED_FOR ? "waits for" : name}</dt>
          <dd className="flex min-w-0 flex-wrap gap-x-3">
            {inputs.length === 0 && <span className="text-ink-2">a value of the code</span>}
            {inputs.map((input, index) => (
              <Source key={index} input={input} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Source({ input }: { readonly input: Input }): ReactElement {
  if ("name" in input) return <span>parameter {input.name}</span>;
  if ("type" in input) return <span className="text-ink-2">constant of type {input.type}</span>;
  return input.input_type === "flow_run" ? (
    <Link to="/runs/$id" params={{ id: input.id }} className={LINK}>
      the result of a flow run
    </Link>
  ) : (
    <Upstream id={input.id} />
  );
}

function Upstream({ id }: { readonly id: string }): ReactElement {
  const { data } = useQuery(taskRunQuery(id));
  return (
    <Link to="/task-runs/$id" params={{ id }} className={LINK}>
      {data ? `${data.name}, ${stateLabel(data.state_type, data.state_name).toLowerCase()}` : id.slice(0, 8)}
    </Link>
  );
}
