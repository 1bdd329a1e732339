/** What the templates of an action see (spec EVENTS-BLOCKS, 2.6). */
import { formatTime, type Event, type State } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import type { Context } from "../context.ts";
import { readDeploymentById } from "../deployments/read.ts";
import { readFlowRunById } from "../flow-runs/create.ts";
import { readFlowById } from "../flows.ts";
import { loadHydrationFacts } from "../schemas/hydrate.ts";
import { renderTemplate, TemplateError } from "../schemas/template.ts";
import { readTaskRunById } from "../task-runs/task-runs.ts";
import { readQueueById } from "../work-pools/queues-by-id.ts";
import { ActionFailed } from "./action-failed.ts";
import { allEvents, allFirings, type ActionTask } from "./firing.ts";

type Json = Record<string, unknown>;
type Labels = Readonly<Record<string, string>>;

/** Labels as objects within objects, so that a template can write `labels.prefect.resource.name`. */
function dotted(labels: Labels): Json {
  const root: Json = Object.create(null) as Json;
  for (const [label, value] of Object.entries(labels)) {
    const parts = label.split(".");
    const last = parts.pop()!;
    let at = root;
    for (const part of parts) {
      const next = at[part];
      at = (typeof next === "object" && next !== null ? next : (at[part] = Object.create(null) as Json)) as Json;
    }
    if (typeof at[last] !== "object") at[last] = value;
  }
  return root;
}

const resourceOf = (labels: Labels): Json => ({
  ...labels,
  id: labels["prefect.resource.id"],
  name: labels["prefect.resource.name"],
  role: labels["prefect.resource.role"],
  labels: { ...dotted(labels), ...labels },
});

/** An event as templates see it. */
function eventView(event: Event): Json {
  const related = (event.related ?? []).map((each) => resourceOf(each));
  const byRole: Record<string, Json> = {};
  const allByRole: Record<string, Json[]> = {};
  for (const each of related) {
    const role = String(each["role"]);
    byRole[role] ??= each;
    (allByRole[role] ??= []).push(each);
  }
  const resource = resourceOf(event.resource);
  return {
    ...event,
    resource,
    related,
    resource_in_role: byRole,
    resources_in_role: allByRole,
    involved_resources: [resource, ...related],
  };
}

const KINDS = ["deployment", "flow", "flow_run", "task_run", "work_pool", "work_queue"] as const;
type Kind = (typeof KINDS)[number];

/** The first resource of a kind that an event is about. */
export function resourceOfKind(
  event: Event | null,
  kind: string,
): { readonly id: string; readonly labels: Labels } | undefined {
  for (const labels of event ? [event.resource, ...(event.related ?? [])] : []) {
    const own = labels["prefect.resource.id"]!;
    const at = own.lastIndexOf(".");
    if (own.slice(0, at) === kind && /^[0-9a-f-]{36}$/i.test(own.slice(at + 1)))
      return { id: own.slice(at + 1).toLowerCase(), labels };
  }
  return undefined;
}

/** The state that the event tells of: by now the run may be in another one. */
function stateIn(labels: Labels, current: State | null | undefined): State | null | undefined {
  const type = labels["prefect.state-type"];
  if (!type) return current;
  return {
    ...current,
    type,
    name: labels["prefect.state-name"],
    message: labels["prefect.state-message"],
    timestamp: labels["prefect.state-timestamp"],
  } as State;
}

async function objectOf(context: Context, kind: Kind, event: Event | null): Promise<Json | undefined> {
  const found = resourceOfKind(event, `prefect.${kind.replace("_", "-")}`);
  if (!found) return undefined;
  const { id, labels } = found;
  switch (kind) {
    case "deployment":
      return { ...(await readDeploymentById(context, id)) };
    case "flow":
      return { ...(await readFlowById(context, id)).flow };
    case "flow_run": {
      const run = await readFlowRunById(context, id);
      return { ...run, state: stateIn(labels, run.state) };
    }
    case "task_run": {
      const run = await readTaskRunById(context, id);
      return { ...run, state: stateIn(labels, run.state) };
    }
    case "work_queue":
      return { ...(await readQueueById(context, id)) };
    case "work_pool":
      return { id, name: labels["prefect.resource.name"], type: labels["prefect.work-pool.type"] };
  }
}

const PAGES: Readonly<Record<string, string>> = {
  "prefect.flow-run": "runs",
  "prefect.flow": "flows",
  "prefect.deployment": "deployments",
  "prefect.work-pool": "work-pools",
};

/** Functions that templates use as filters; what they get of an object are its fields. */
const filtersOf = (dashboard: string) => {
  const kindAndId = (value: unknown): [string, string] | undefined => {
    const own = field(value, "prefect.resource.id") ?? field(value, "weir_resource");
    const at = own?.lastIndexOf(".") ?? -1;
    return own === undefined || at < 0 ? undefined : [own.slice(0, at), own.slice(at + 1)];
  };
  return {
    ui_url: (value: unknown): string | null => {
      const [kind, id] = kindAndId(value) ?? [];
      return kind && PAGES[kind] ? `${dashboard}/${PAGES[kind]}/${id}` : null;
    },
    ui_resource_events_url: (value: unknown): string | null => {
      const [kind, id] = kindAndId(value) ?? [];
      return kind ? `${dashboard}/events?resource=${kind}.${id}` : null;
    },
    flow_run_id: (value: unknown): string | null =>
      typeof value === "string"
        ? (/flow-run\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.exec(value)?.[1] ?? null)
        : null,
  };
};

/** A field of an object as the interpreter hands it to a function: a map of values, each in a wrapper. */
function field(value: unknown, name: string): string | undefined {
  const found = value instanceof Map ? (value.get(name) as unknown) : (value as Json | null)?.[name];
  const plain = typeof found === "object" && found !== null && "value" in found ? found.value : found;
  return typeof plain === "string" ? plain : undefined;
}

const marked = (kind: string, object: Json | undefined): Json | undefined =>
  object && { ...object, weir_resource: `prefect.${kind.replace("_", "-")}.${String(object["id"])}` };

/** Renders the templates of one action. */
export class ActionTemplates {
  readonly #context: Context;
  readonly #task: ActionTask;
  readonly #loaded = new Map<string, unknown>();

  constructor(context: Context, task: ActionTask) {
    this.#context = context;
    this.#task = task;
  }

  /** @throws ActionFailed */
  async render(source: string): Promise<string> {
    if (!source.includes("{{") && !source.includes("{%")) return source;
    const variables = await this.variables(source);
    try {
      return renderTemplate(source, variables, filtersOf(this.#dashboard()));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new ActionFailed(`Template rendering failed: ${error.message}`, {
        template_error: error.message,
        template_source: source,
      });
    }
  }

  /** What a template can name; objects that have to be read only if it does. */
  async variables(source: string): Promise<Json> {
    const { automation, event, firing } = this.#task;
    const known: Json = {
      automation: { ...automation, weir_resource: `prefect.automation.${automation.id}` },
      event: event ? eventView(event) : null,
      labels: { ...dotted(firing.triggering_labels), ...firing.triggering_labels },
      firing,
      firings: allFirings(firing),
      events: allEvents(firing).map(eventView),
      now: formatTime(this.#context.clock.now()),
    };
    for (const kind of KINDS)
      if (new RegExp(`\\b${kind}\\b`).test(source)) {
        if (!this.#loaded.has(kind)) this.#loaded.set(kind, marked(kind, await this.#object(kind)));
        known[kind] = this.#loaded.get(kind);
      }
    if (/\bvariables\b/.test(source)) {
      const { variables } = await this.#context.store.read((db) => loadHydrationFacts(db));
      known["variables"] = Object.fromEntries(variables);
    }
    return known;
  }

  async #object(kind: Kind): Promise<Json | undefined> {
    try {
      return await objectOf(this.#context, kind, this.#task.event);
    } catch (error) {
      if (error instanceof Refusal) return undefined; // it is gone
      throw error;
    }
  }

  #dashboard(): string {
    const { server_host: host, server_port: port } = this.#context.settings;
    return `http://${host}:${port}`;
  }
}
