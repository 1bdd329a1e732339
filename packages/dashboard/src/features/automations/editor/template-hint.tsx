import type { ReactElement } from "react";

const OBJECTS = [
  ["automation", "this automation: name, description, id"],
  ["event", "what came: event, occurred, resource, related, payload"],
  ["labels", "the labels that events are counted apart by"],
  ["flow_run", "the run: name, id, state, parameters, tags"],
  ["flow, deployment", "what the run is of: name, id"],
  ["task_run", "if the event is about one"],
  ["work_pool, work_queue", "name, id"],
  ["variables", "the variables of this server, by name"],
  ["firing, firings, events", "what made a trigger of triggers fire"],
] as const;

/** What a text with `{{ … }}` may use. */
export const TemplateHint = (): ReactElement => (
  <details className="group">
    <summary className="w-fit cursor-pointer rounded py-0.5 hover:text-ink">
      A template: <code>{"{{ flow_run.name }}"}</code> and more
    </summary>
    <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 rounded-lg border bg-sunken px-3 py-2 text-ink-2">
      {OBJECTS.map(([name, what]) => (
        <div key={name} className="contents">
          <dt className="font-mono">{name}</dt>
          <dd>{what}</dd>
        </div>
      ))}
      <dd className="col-span-2 mt-1">
        <code>{"{{ flow_run|ui_url }}"}</code> is its address here. What is not there is empty.
      </dd>
    </dl>
  </details>
);
