/**
 * The usual triggers in a few words: a run, a deployment, a work pool or a work queue enters a state, or stays in it for
 * too long. They are ordinary event triggers: one that says just that is known again, any other is shown as it is.
 */
import { durationSeconds } from "@weir/contract/time";
import { type EventTrigger, parseTrigger } from "@weir/contract/triggers";
import { isObject, type JsonObject, same } from "./json-path.ts";

const RUN_STATES = [
  "Scheduled",
  "Late",
  "Pending",
  "AwaitingConcurrencySlot",
  "Running",
  "Retrying",
  "AwaitingRetry",
  "Paused",
  "Suspended",
  "Resuming",
  "Completed",
  "Cached",
  "Failed",
  "Crashed",
  "TimedOut",
  "Cancelling",
  "Cancelled",
];

export const SUBJECTS = {
  "flow-run": { label: "Flow run state", one: "A flow run", states: RUN_STATES, usual: "Failed" },
  deployment: { label: "Deployment status", one: "A deployment", states: ["ready", "not-ready"], usual: "not-ready" },
  "work-pool": {
    label: "Work pool status",
    one: "A work pool",
    states: ["ready", "not-ready", "paused"],
    usual: "not-ready",
  },
  "work-queue": {
    label: "Work queue status",
    one: "A work queue",
    states: ["ready", "not-ready", "paused"],
    usual: "not-ready",
  },
} as const;

export type Subject = keyof typeof SUBJECTS;

export interface Watch {
  readonly subject: Subject;
  /** Whether it is about staying in the states, instead of entering one. */
  readonly stays: boolean;
  /** As the last part of the events' names; one at least. */
  readonly states: readonly string[];
  /** For how long it stays. */
  readonly seconds: number;
  /** Ids of the deployments, pools or queues it is about, or of the flows of the runs; none: all. */
  readonly ids: readonly string[];
  /** Ids of the deployments of the runs; none: all. */
  readonly deployments: readonly string[];
  /** Tags of the runs, of which one is enough; none: any. */
  readonly tags: readonly string[];
}

/** Seconds that silence is waited for at least, which is also the default. */
const LEAST = 10;

const ID = "prefect.resource.id";
const ROLE = "prefect.resource.role";

export const newWatch = (subject: Subject): Watch => ({
  subject,
  stays: false,
  states: [SUBJECTS[subject].usual],
  seconds: 600,
  ids: [],
  deployments: [],
  tags: [],
});

const related = (role: string, names: readonly string[]): JsonObject[] =>
  names.length === 0 ? [] : [{ [ROLE]: role, [ID]: names.map((name) => `prefect.${role}.${name}`) }];

/** The trigger that says it. */
export function triggerOf(watch: Watch): JsonObject {
  const { subject, stays, states, ids } = watch;
  const prefix = `prefect.${subject}.`;
  const named = states.map((state) => prefix + state);
  const others = SUBJECTS[subject].states.filter((state) => !states.includes(state)).map((state) => prefix + state);
  const ofRuns = subject === "flow-run";
  return {
    type: "event",
    posture: stays ? "Proactive" : "Reactive",
    match: { [ID]: ofRuns || ids.length === 0 ? `${prefix}*` : ids.map((id) => prefix + id) },
    match_related: ofRuns
      ? [...related("flow", ids), ...related("deployment", watch.deployments), ...related("tag", watch.tags)]
      : [],
    for_each: [ID],
    after: stays ? named : [],
    expect: stays ? others : named,
    threshold: 1,
    within: stays ? watch.seconds : 0,
  };
}

const list = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? (value as string[]) : [];

const withoutPrefix = (names: readonly string[], prefix: string): string[] =>
  names.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : ""));

/** Each trigger that means the same in one form, to be compared. */
function comparable(trigger: EventTrigger): unknown {
  const { id: _id, match, match_related, ...rest } = trigger;
  const labels = (one: JsonObject): unknown =>
    Object.fromEntries(Object.entries(one).map(([label, patterns]) => [label, [...list(patterns)].sort()]));
  const groups: readonly JsonObject[] = [match_related].flat();
  // What fires at each event does not count, so it need not count apart.
  const counts = trigger.posture === "Proactive" || trigger.threshold > 1 || trigger.within > 0;
  return {
    ...rest,
    match: labels(match),
    match_related: groups.filter((one) => Object.keys(one).length > 0).map(labels),
    for_each: counts ? [...trigger.for_each].sort() : [],
    after: [...trigger.after].sort(),
    expect: [...trigger.expect].sort(),
  };
}

const KEYS = new Set([...Object.keys(triggerOf(newWatch("flow-run"))), "id"]);

/** What a trigger watches, if it says nothing else than that. */
export function watchOf(value: unknown): Watch | undefined {
  if (!isObject(value) || Object.keys(value).some((key) => !KEYS.has(key))) return undefined;
  const stays = value["posture"] === "Proactive";
  const seconds = value["within"] === undefined && stays ? LEAST : durationSeconds(value["within"] ?? 0);
  // A time that is too short is still one that can be shown, and typed further.
  const { trigger, problems } = parseTrigger(stays ? { ...value, within: LEAST } : value, []);
  if (problems.length > 0 || trigger.type !== "event" || seconds === undefined) return undefined;
  const names = stays ? trigger.after : trigger.expect;
  const subject = (Object.keys(SUBJECTS) as Subject[]).find((each) => names[0]?.startsWith(`prefect.${each}.`));
  if (subject === undefined) return undefined;
  const groups: readonly JsonObject[] = [trigger.match_related].flat();
  const role = (name: string): string[] =>
    withoutPrefix(list(groups.find((one) => one[ROLE] === name)?.[ID]), `prefect.${name}.`);
  const ids = withoutPrefix(list(trigger.match[ID]), `prefect.${subject}.`);
  const ofRuns = subject === "flow-run";
  const watch: Watch = {
    subject,
    stays,
    states: withoutPrefix(names, `prefect.${subject}.`),
    seconds: stays ? seconds : newWatch(subject).seconds,
    ids: ofRuns ? role("flow") : ids.filter((id) => id !== "*"),
    deployments: ofRuns ? role("deployment") : [],
    tags: ofRuns ? role("tag") : [],
  };
  if (watch.states.includes("")) return undefined;
  const again = parseTrigger(triggerOf({ ...watch, seconds: LEAST }), []).trigger as EventTrigger;
  return same(comparable(again), comparable(trigger)) ? watch : undefined;
}

/** The trigger with what changed in its words; all else in it stays as it was written. */
export function rewatch(trigger: JsonObject, from: Watch, to: Watch): JsonObject {
  const before = triggerOf(from);
  const after = triggerOf(to);
  const changed = Object.entries(after).filter(([key, value]) => !same(before[key], value));
  // What it left out may have had a default that no longer fits.
  const counted = to.stays && !from.stays ? { for_each: after["for_each"] } : {};
  return { ...trigger, ...counted, ...Object.fromEntries(changed) };
}
