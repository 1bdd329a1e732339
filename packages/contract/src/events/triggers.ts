/** Triggers: what an automation waits for (spec EVENTS-BLOCKS, 2.2). */
import type { ResourceSpecification } from "../schemas/events.ts";
import { matchesGlob, matchesSpecification } from "./match.ts";
import { Fields, isObject, type Place, type ShapeProblem } from "./parse.ts";

export const POSTURES = ["Reactive", "Proactive"] as const;

export interface EventTrigger {
  readonly type: "event";
  readonly id: string;
  /** What the resource of an event must be like. */
  readonly match: ResourceSpecification;
  /** What its related resources must be like: for each of a list, one of them. */
  readonly match_related: ResourceSpecification | readonly ResourceSpecification[];
  /** Names of events of which one must come first. */
  readonly after: readonly string[];
  /** Names of the events that count; none: every event does. */
  readonly expect: readonly string[];
  /** Labels by whose values events are counted apart. */
  readonly for_each: readonly string[];
  /** Reactive: fires when enough events came. Proactive: when too few came. */
  readonly posture: (typeof POSTURES)[number];
  readonly threshold: number;
  /** Seconds. */
  readonly within: number;
}

interface Composite {
  readonly id: string;
  readonly triggers: readonly Trigger[];
  /** Seconds; null: without bound. */
  readonly within: number | null;
}

export interface CompoundTrigger extends Composite {
  readonly type: "compound";
  /** How many of its triggers must have fired. */
  readonly require: number | "any" | "all";
}

/** Its triggers must fire in their order. */
export interface SequenceTrigger extends Composite {
  readonly type: "sequence";
}

export type Trigger = EventTrigger | CompoundTrigger | SequenceTrigger;

const MIN_PROACTIVE_SECONDS = 10;

/** Deeper nested triggers are refused: nobody could tell when such a thing fires. */
const MAX_DEPTH = 10;

const isSpecification = (value: unknown): value is ResourceSpecification =>
  isObject(value) &&
  Object.values(value).every(
    (patterns) =>
      typeof patterns === "string" || (Array.isArray(patterns) && patterns.every((each) => typeof each === "string")),
  );

function specification(fields: Fields, name: string): ResourceSpecification {
  const value = fields.raw(name) ?? {};
  if (isSpecification(value)) return value;
  fields.refuse(name, "dict_type", "Input should be a valid dictionary of labels");
  return {};
}

function relatedSpecification(fields: Fields): EventTrigger["match_related"] {
  const value = fields.raw("match_related");
  if (!Array.isArray(value)) return specification(fields, "match_related");
  if (value.every(isSpecification)) return value;
  fields.refuse("match_related", "dict_type", "Input should be a valid dictionary of labels, or a list of them");
  return {};
}

function parseEventTrigger(fields: Fields): EventTrigger {
  if (!fields.has("posture")) fields.missing("posture");
  const posture = fields.oneOf("posture", POSTURES, "Reactive");
  if (fields.raw("within") === null) fields.refuse("within", "value_error", "`within` should be a valid timedelta");
  let within = fields.raw("within") === null ? 0 : fields.duration("within", 0);
  if (posture === "Proactive") {
    if (within === 0) within = MIN_PROACTIVE_SECONDS;
    else if (within < MIN_PROACTIVE_SECONDS)
      fields.refuse(
        "within",
        "value_error",
        `Value error, \`within\` for Proactive triggers must be greater than or equal to ${MIN_PROACTIVE_SECONDS} seconds`,
      );
  }
  return {
    type: "event",
    id: "",
    match: specification(fields, "match"),
    match_related: relatedSpecification(fields),
    after: fields.texts("after"),
    expect: fields.texts("expect"),
    for_each: fields.texts("for_each"),
    posture,
    threshold: fields.integer("threshold", 1),
    within,
  };
}

function parseChildren(fields: Fields, problems: ShapeProblem[]): readonly Trigger[] {
  const children = fields.raw("triggers");
  if (!Array.isArray(children)) {
    if (children === undefined) fields.missing("triggers");
    else fields.refuse("triggers", "list_type", "Input should be a valid list");
    return [];
  }
  const at = fields.at("triggers");
  return children.map((child, index) => parse(child, [...at, index], problems));
}

function compositeWithin(fields: Fields): number | null {
  if (!fields.has("within")) fields.missing("within");
  return fields.raw("within") === null ? null : fields.duration("within", 0);
}

function parseRequire(fields: Fields, count: number): CompoundTrigger["require"] {
  const value = fields.raw("require");
  if (value === "any" || value === "all") return value;
  if (value === undefined) fields.missing("require");
  else if (!Number.isSafeInteger(value))
    fields.refuse("require", "literal_error", "Input should be a valid integer, 'any' or 'all'");
  else if ((value as number) < 1) fields.refuse("require", "value_error", "Value error, require must be at least 1");
  else if ((value as number) > count)
    fields.refuse(
      "require",
      "value_error",
      "Value error, require must be less than or equal to the number of triggers",
    );
  else return value as number;
  return "all";
}

/** The kind of a trigger that may leave it to be seen from its fields. */
function kindOf(fields: Fields): unknown {
  if (fields.has("type")) return fields.raw("type");
  if (!fields.has("triggers")) return "event";
  return fields.has("require") ? "compound" : "sequence";
}

function parse(value: unknown, at: Place, problems: ShapeProblem[]): Trigger {
  const fields = new Fields(isObject(value) ? value : {}, at, problems);
  if (!isObject(value)) problems.push({ type: "model_type", loc: at, msg: "Input should be an object", input: value });
  if (at.length > 2 * MAX_DEPTH)
    problems.push({ type: "value_error", loc: at, msg: "Value error, triggers are nested too deeply", input: null });
  const kind = kindOf(fields);
  if (at.length <= 2 * MAX_DEPTH && (kind === "compound" || kind === "sequence")) {
    const triggers = parseChildren(fields, problems);
    const within = compositeWithin(fields);
    return kind === "sequence"
      ? { type: "sequence", id: "", triggers, within }
      : { type: "compound", id: "", triggers, within, require: parseRequire(fields, triggers.length) };
  }
  if (kind === "event") return parseEventTrigger(fields);
  if (kind !== "compound" && kind !== "sequence")
    fields.refuse("type", "literal_error", "Input should be 'event', 'compound' or 'sequence'");
  return parseEventTrigger(new Fields({ posture: "Reactive" }, at, problems)); // stands in for what is refused
}

/**
 * A trigger in its normal form: every field there, lengths of time in seconds, ids left empty for whoever stores it.
 *
 * @param at where it stands in the request
 */
export function parseTrigger(value: unknown, at: Place): { trigger: Trigger; problems: readonly ShapeProblem[] } {
  const problems: ShapeProblem[] = [];
  return { trigger: parse(value, at, problems), problems };
}

/** The trigger with the ids that a function makes, one for each of its nodes. */
export function withIds(trigger: Trigger, make: () => string): Trigger {
  return trigger.type === "event"
    ? { ...trigger, id: make() }
    : { ...trigger, id: make(), triggers: trigger.triggers.map((child) => withIds(child, make)) };
}

/** The event triggers within it. */
export const eventTriggers = (trigger: Trigger): readonly EventTrigger[] =>
  trigger.type === "event" ? [trigger] : trigger.triggers.flatMap(eventTriggers);

/** How many of its triggers a composite one waits for. */
export const firingsNeeded = (trigger: CompoundTrigger | SequenceTrigger): number => {
  if (trigger.type === "sequence" || trigger.require === "all") return trigger.triggers.length;
  return trigger.require === "any" ? 1 : trigger.require;
};

interface Labelled {
  readonly event: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly related?: readonly Readonly<Record<string, string>>[] | undefined;
}

// An asterisk stands for at least one character here (spec EVENTS-BLOCKS, 2.2).
const isLike = (pattern: string, name: string): boolean => matchesGlob(pattern.replaceAll("*", "?*"), name);

export const startsAfter = (trigger: EventTrigger, name: string): boolean =>
  trigger.after.some((pattern) => isLike(pattern, name));

export const expects = (trigger: EventTrigger, name: string): boolean =>
  trigger.expect.length === 0 || trigger.expect.some((pattern) => isLike(pattern, name));

/** Why an event is nothing to a trigger; undefined if it is. */
export type Mismatch = "name" | "match" | "match_related";

/** The first thing by which an event does not fit a trigger. */
export function mismatch(trigger: EventTrigger, { event, resource, related = [] }: Labelled): Mismatch | undefined {
  if (!expects(trigger, event) && !startsAfter(trigger, event)) return "name";
  if (!matchesSpecification(trigger.match, resource)) return "match";
  const wanted = Array.isArray(trigger.match_related) ? trigger.match_related : [trigger.match_related];
  const fits = (specification: ResourceSpecification): boolean =>
    Object.keys(specification).length === 0 || related.some((each) => matchesSpecification(specification, each));
  return (wanted as ResourceSpecification[]).every(fits) ? undefined : "match_related";
}

/** The value of a label of an event: of its resource, or of the first one in a role (`related:<role>:<label>`). */
function labelOf({ resource, related = [] }: Labelled, label: string): string {
  const [, role, name] = /^related:([^:]+):(.+)$/s.exec(label) ?? [];
  if (role === undefined) return resource[label] ?? "";
  return related.find((each) => each["prefect.resource.role"] === role)?.[name!] ?? "";
}

/** The values of the labels by which a trigger counts events apart, in the order of the sorted labels. */
export const bucketKey = (trigger: EventTrigger, event: Labelled): readonly string[] =>
  [...trigger.for_each].sort().map((label) => labelOf(event, label));

/** True if a specification lets every flow run through. */
export function coversEveryFlowRun(specification: ResourceSpecification): boolean {
  const ids = specification["prefect.resource.id"];
  const only = Object.keys(specification).length;
  if (only === 0) return true;
  if (only > 1 || ids === undefined) return false;
  return (typeof ids === "string" ? [ids] : ids).includes("prefect.flow-run.*");
}
