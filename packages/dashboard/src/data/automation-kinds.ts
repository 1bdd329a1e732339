/** The kinds of triggers and actions that a form can show, what each has, and how one becomes another. */
import { TARGETED } from "@weir/contract/actions";
import { isObject, type JsonObject } from "./json-path.ts";
import type { Path } from "./json-text.ts";
import { newWatch, type Subject, SUBJECTS, triggerOf, watchOf } from "./automation-watch.ts";

export type TriggerKind = Subject | "event" | "compound" | "sequence";

export const TRIGGER_KINDS: readonly { readonly kind: TriggerKind; readonly label: string }[] = [
  ...(Object.keys(SUBJECTS) as Subject[]).map((kind) => ({ kind, label: SUBJECTS[kind].label })),
  { kind: "event", label: "Events of any kind" },
  { kind: "compound", label: "Several triggers, in any order" },
  { kind: "sequence", label: "Several triggers, one after the other" },
];

const EVENT_KEYS = [
  "type",
  "id",
  "posture",
  "expect",
  "match",
  "match_related",
  "for_each",
  "after",
  "threshold",
  "within",
];
const KEYS: Readonly<Record<"event" | "compound" | "sequence", readonly string[]>> = {
  event: EVENT_KEYS,
  compound: ["type", "id", "triggers", "require", "within"],
  sequence: ["type", "id", "triggers", "within"],
};

/** The shape of a trigger, seen from its fields where it does not say; undefined if a form cannot show it. */
export function shapeOf(value: unknown): "event" | "compound" | "sequence" | undefined {
  if (!isObject(value)) return undefined;
  const { type } = value;
  if (type === "event" || (type === undefined && !Object.hasOwn(value, "triggers"))) return "event";
  const shape = type ?? (Object.hasOwn(value, "require") ? "compound" : "sequence");
  return (shape === "compound" || shape === "sequence") && Array.isArray(value["triggers"]) ? shape : undefined;
}

/** As which kind a form shows a trigger. */
export function triggerKind(value: unknown): TriggerKind | undefined {
  const shape = shapeOf(value);
  return shape === "event" ? (watchOf(value)?.subject ?? "event") : shape;
}

export const newTrigger = (kind: Exclude<TriggerKind, "compound" | "sequence">): JsonObject =>
  kind === "event"
    ? {
        type: "event",
        posture: "Reactive",
        expect: [],
        match: {},
        match_related: {},
        for_each: [],
        threshold: 1,
        within: 0,
      }
    : triggerOf(newWatch(kind));

/** A trigger of another kind, with what of the old one can be kept. */
export function retrigger(old: unknown, kind: TriggerKind): JsonObject {
  const shape = shapeOf(old);
  const children = shape === "compound" || shape === "sequence" ? (old as JsonObject)["triggers"] : undefined;
  if (kind === "compound" || kind === "sequence") {
    const triggers = children ?? (isObject(old) ? [old] : []);
    const within = children === undefined ? null : ((old as JsonObject)["within"] ?? null);
    return kind === "sequence" ? { type: kind, triggers, within } : { type: kind, require: "all", triggers, within };
  }
  const first: unknown = Array.isArray(children) ? children[0] : old;
  if (isObject(first) && (triggerKind(first) === kind || (kind === "event" && shapeOf(first) === "event")))
    return first;
  return newTrigger(kind);
}

/** Keys of a trigger that no form has a field for: they stay as they are. */
export const unknownTriggerKeys = (value: JsonObject): readonly string[] => {
  const shape = shapeOf(value);
  return shape ? Object.keys(value).filter((key) => !KEYS[shape].includes(key)) : [];
};

interface ActionKind {
  readonly label: string;
  readonly group: string;
  readonly fields: readonly string[];
}

const targeted = (label: string, group: string, type: keyof typeof TARGETED): ActionKind => ({
  label,
  group,
  fields: ["source", TARGETED[type]],
});

/** In the order in which they are offered. */
export const ACTION_KINDS: Readonly<Record<string, ActionKind>> = {
  "send-notification": {
    label: "Send a notification",
    group: "Tell somebody",
    fields: ["block_document_id", "subject", "body"],
  },
  "call-webhook": { label: "Call a webhook", group: "Tell somebody", fields: ["block_document_id", "payload"] },
  "cancel-flow-run": { label: "Cancel the flow run", group: "Flow run", fields: [] },
  "suspend-flow-run": { label: "Suspend the flow run", group: "Flow run", fields: [] },
  "resume-flow-run": { label: "Resume the flow run", group: "Flow run", fields: [] },
  "change-flow-run-state": {
    label: "Change the flow run's state",
    group: "Flow run",
    fields: ["state", "name", "message", "force"],
  },
  "delete-flow-run": { label: "Delete the flow run", group: "Flow run", fields: [] },
  "run-deployment": {
    label: "Run a deployment",
    group: "Deployment",
    fields: ["source", "deployment_id", "parameters", "job_variables", "schedule_after"],
  },
  "pause-deployment": targeted("Pause a deployment", "Deployment", "pause-deployment"),
  "resume-deployment": targeted("Resume a deployment", "Deployment", "resume-deployment"),
  "pause-work-pool": targeted("Pause a work pool", "Work", "pause-work-pool"),
  "resume-work-pool": targeted("Resume a work pool", "Work", "resume-work-pool"),
  "pause-work-queue": targeted("Pause a work queue", "Work", "pause-work-queue"),
  "resume-work-queue": targeted("Resume a work queue", "Work", "resume-work-queue"),
  "pause-automation": targeted("Turn an automation off", "Automation", "pause-automation"),
  "resume-automation": targeted("Turn an automation on", "Automation", "resume-automation"),
  "do-nothing": { label: "Do nothing", group: "Other", fields: [] },
};

export function actionKind(value: unknown): ActionKind | undefined {
  const type = isObject(value) ? value["type"] : undefined;
  return typeof type === "string" && Object.hasOwn(ACTION_KINDS, type) ? ACTION_KINDS[type] : undefined;
}

/** The field that names what an action is about, if it is about something that can be chosen. */
export const targetField = (type: string): string | undefined =>
  type === "run-deployment" ? "deployment_id" : TARGETED[type as keyof typeof TARGETED];

/** What has to be said from the start; what is chosen is left open. */
const BEGIN: Readonly<Record<string, JsonObject>> = {
  "send-notification": {
    subject: "{{ automation.name }}",
    body: "{{ event.event }}: {{ event.resource.name }}",
  },
  "call-webhook": { payload: "" },
  "change-flow-run-state": { state: "CANCELLED" },
};

export const newAction = (type: string): JsonObject => ({
  type,
  ...(targetField(type) !== undefined && { source: "selected" }),
  ...BEGIN[type],
});

/** An action of another kind, with what the two have in common. */
export function reaction(old: unknown, type: string): JsonObject {
  const fields = ACTION_KINDS[type]?.fields ?? [];
  const before = actionKind(old)?.fields ?? [];
  // A notifier is no webhook, though both are blocks.
  const kept = fields.filter((field) => before.includes(field) && field !== "block_document_id");
  const values = kept.flatMap((field) =>
    Object.hasOwn(old as JsonObject, field) ? [[field, (old as JsonObject)[field]] as const] : [],
  );
  return { ...newAction(type), ...Object.fromEntries(values) };
}

export const unknownActionKeys = (value: JsonObject): readonly string[] => {
  const kind = actionKind(value);
  return kind ? Object.keys(value).filter((key) => key !== "type" && !kind.fields.includes(key)) : [];
};

export const ACTION_LISTS = ["actions", "actions_on_trigger", "actions_on_resolve"] as const;

/** Where a form has fields for a draft: there a problem can be shown. */
export function shownFields(draft: JsonObject): readonly Path[] {
  const fields: Path[] = [["name"], ["description"], ["tags"], ["enabled"]];
  const trigger = (value: unknown, at: Path): void => {
    const shape = shapeOf(value);
    if (shape === undefined) return;
    const watch = shape === "event" ? watchOf(value) : undefined;
    const keys = watch ? (watch.stays ? ["within"] : []) : KEYS[shape].slice(2);
    fields.push(...keys.filter((key) => key !== "triggers").map((key) => [...at, key]));
    if (shape !== "event")
      for (const [index, child] of ((value as JsonObject)["triggers"] as unknown[]).entries())
        trigger(child, [...at, "triggers", index]);
  };
  trigger(draft["trigger"], ["trigger"]);
  for (const name of ACTION_LISTS)
    for (const [index, action] of (Array.isArray(draft[name]) ? draft[name] : []).entries())
      fields.push(...(actionKind(action)?.fields ?? ["type"]).map((field) => [name, index, field]));
  return fields;
}
