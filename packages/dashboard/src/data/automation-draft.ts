/** An automation that is being written. Its JSON is the truth; a form shows and changes parts of it. */
import type { Automation } from "@weir/contract";
import { READY_MADE, type ReadyMadeScope } from "@weir/contract/ready-made";
import { shownFields } from "./automation-kinds.ts";
import { newWatch, triggerOf } from "./automation-watch.ts";
import { isObject, type JsonObject, same, valueAt } from "./json-path.ts";
import { type JsonFault, type Path, readJsonText } from "./json-text.ts";

export interface Draft {
  readonly text: string;
  /** What the text says, or said when it could last be read. */
  readonly value: JsonObject;
  /** Why the text cannot be read. */
  readonly fault?: JsonFault;
}

export const draftOf = (value: JsonObject): Draft => ({ text: JSON.stringify(value, null, 2), value });

/** The draft after its text was typed over. */
export function retyped(draft: Draft, text: string): Draft {
  const reading = readJsonText(text);
  if ("fault" in reading) return { ...draft, text, fault: reading.fault };
  if (isObject(reading.value)) return { text, value: reading.value };
  const message = "An automation is an object: { … }";
  return { ...draft, text, fault: { message, offset: 0, line: 1, column: 1 } };
}

/** A draft, and what it was before. */
export interface Written {
  readonly draft: Draft;
  /** Drafts that can be gone back to, the newest last. */
  readonly past: readonly Draft[];
  readonly by?: "form" | "text";
}

/** So many steps back. */
const STEPS = 100;

const onto = ({ draft, past }: Written): readonly Draft[] => [...past.slice(1 - STEPS), draft];

/** What is typed on in one field is one step. */
export function writtenByForm(written: Written, value: JsonObject): Written {
  const { draft, past, by } = written;
  const next = draftOf(value);
  const before = by === "form" ? past.at(-1) : undefined;
  const field = before && typedAt(before, draft);
  return {
    draft: next,
    past: field !== undefined && field === typedAt(draft, next) ? past : onto(written),
    by: "form",
  };
}

/** What is typed on in the text is one step. */
export const writtenAsText = (written: Written, text: string): Written => ({
  draft: retyped(written.draft, text),
  past: written.by === "text" ? written.past : onto(written),
  by: "text",
});

/** A step back. */
export const undone = ({ draft, past }: Written): Written => ({ draft: past.at(-1) ?? draft, past: past.slice(0, -1) });

/** Where one draft differs from another by a text or a number alone; undefined if it differs by more. */
function typedAt(from: Draft, to: Draft): string | undefined {
  const path: string[] = [];
  let [a, b]: readonly unknown[] = [from.value, to.value];
  while ((isObject(a) && isObject(b)) || (Array.isArray(a) && Array.isArray(b))) {
    const [one, other] = [a, b] as [JsonObject, JsonObject];
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    const [key, ...more] = [...keys].filter((each) => !same(one[each], other[each]));
    if (key === undefined || more.length > 0) return undefined;
    path.push(key);
    [a, b] = [one[key], other[key]];
  }
  const isTyped = (value: unknown): boolean => value === undefined || ["string", "number"].includes(typeof value);
  return isTyped(a) && isTyped(b) ? pathKey(path) : undefined;
}

export const blank = (): JsonObject => ({
  name: "",
  description: "",
  enabled: true,
  tags: [],
  trigger: triggerOf(newWatch("flow-run")),
  actions: [],
});

const withoutIds = (trigger: Automation["trigger"]): JsonObject => {
  const { id: _id, ...rest } = trigger;
  return rest.type === "event" ? rest : { ...rest, triggers: rest.triggers.map(withoutIds) };
};

/** What a stored automation says of itself, without what the server makes of it. */
export function ofAutomation(automation: Automation): JsonObject {
  const { name, description, enabled, tags, trigger, actions, actions_on_trigger, actions_on_resolve } = automation;
  return {
    name,
    description,
    enabled,
    tags,
    trigger: withoutIds(trigger),
    actions,
    ...(actions_on_trigger.length > 0 && { actions_on_trigger }),
    ...(actions_on_resolve.length > 0 && { actions_on_resolve }),
  };
}

export interface TemplateScope extends ReadyMadeScope {
  /** How people call what it is about. */
  readonly label?: string | undefined;
}

/** A ready-made one about something, notifying by a block if one is known. */
export function ofTemplate(name: string, { label, ...scope }: TemplateScope, block?: string): JsonObject | undefined {
  const made = READY_MADE.find((each) => each.name === name);
  if (!made) return undefined;
  const { subject, body, description } = made;
  return {
    name: label === undefined ? name : `${name} of ${label}`,
    description: label === undefined ? description : `${description} (${label})`,
    enabled: true,
    tags: [],
    trigger: made.trigger(made.ofRuns ? scope : {}, made.within ?? 0),
    actions: [{ type: "send-notification", ...(block !== undefined && { block_document_id: block }), subject, body }],
  };
}

/** Something that the server refused. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** A refusal, with what was refused: what has been changed since is no longer complained about. */
export interface Refusal {
  readonly value: JsonObject;
  readonly problems: readonly Problem[];
}

const FINE = /^(?:Value error, )?(.*?)\.?$/s;

/** What a 422 says, by the parts of the draft. */
export const problemsOf = (fields: readonly { readonly loc: Path; readonly message: string }[]): readonly Problem[] =>
  fields.map(({ loc, message }) => {
    const [, text = message] = FINE.exec(message) ?? [];
    return {
      path: loc[0] === "body" ? loc.slice(1) : loc,
      message:
        message === "Field required" ? "This needs a value." : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    };
  });

export interface Placed {
  /** By the path of a field, as `pathKey` writes it. */
  readonly atField: ReadonlyMap<string, string>;
  /** Of what the form has no field for. */
  readonly above: readonly Problem[];
}

export const pathKey = (path: Path): string => JSON.stringify(path);

const NOWHERE: Placed = { atField: new Map(), above: [] };

/** Where the problems of a refusal that still stand are shown. */
export function placed(draft: JsonObject, refusal: Refusal | undefined): Placed {
  if (!refusal) return NOWHERE;
  const shown = new Set(shownFields(draft).map(pathKey));
  const atField = new Map<string, string>();
  const above: Problem[] = [];
  for (const problem of refusal.problems) {
    if (!same(valueAt(draft, problem.path), valueAt(refusal.value, problem.path))) continue;
    const field = problem.path
      .map((_, index) => pathKey(problem.path.slice(0, index + 1)))
      .find((key) => shown.has(key));
    if (field === undefined) above.push(problem);
    else if (!atField.has(field)) atField.set(field, problem.message);
  }
  return { atField, above };
}

/** `trigger › triggers › 2 › within`: a path for people, who count from 1. */
export const pathText = (path: Path): string =>
  path.map((key) => (typeof key === "number" ? key + 1 : key)).join(" › ");
