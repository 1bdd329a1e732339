/** What an automation waits for, in code. */
import type { LabelMatch } from "@weir/client";
import { type Duration, inSeconds } from "../duration.ts";

/** A trigger as the API has it; made by `eventTrigger()`, `compoundTrigger()` and `sequenceTrigger()`. */
export interface AutomationTrigger {
  readonly type: "event" | "compound" | "sequence";
}

export interface EventTriggerOptions {
  /** Names of the events that count, as `prefect.flow-run.Failed` or `orders.*`. Default: every event. */
  readonly expect?: string | readonly string[] | undefined;
  /** Names of events of which one must come first. */
  readonly after?: string | readonly string[] | undefined;
  /** Labels of what an event is about; `*` stands for characters, a leading `!` for anything else. */
  readonly match?: LabelMatch | undefined;
  /** Labels of what it is related to: of one resource, for each of a list of another. */
  readonly matchRelated?: LabelMatch | readonly LabelMatch[] | undefined;
  /** Labels by whose values events are counted apart, as `prefect.resource.id`. */
  readonly forEach?: string | readonly string[] | undefined;
  /** `"reactive"`: fires when enough events came; `"proactive"`: when too few came. Default: `"reactive"`. */
  readonly posture?: "reactive" | "proactive" | undefined;
  /** How many events are enough. Default: 1. */
  readonly threshold?: number | undefined;
  /** In which time. Default: 0, without end; for a proactive trigger 10 s, which is the least. */
  readonly within?: Duration | undefined;
}

export interface CompositeTriggerOptions {
  /** Each has fired within this time of the others. Default: without bound. */
  readonly within?: Duration | undefined;
}

export const eventTrigger = ({
  posture = "reactive",
  within = posture === "proactive" ? 10 : 0,
  ...options
}: EventTriggerOptions): AutomationTrigger =>
  ({
    type: "event",
    posture: posture === "proactive" ? "Proactive" : "Reactive",
    expect: words(options.expect),
    after: words(options.after),
    match: options.match ?? {},
    match_related: options.matchRelated ?? {},
    for_each: words(options.forEach),
    threshold: options.threshold ?? 1,
    within: inSeconds(within, "within"),
  }) as AutomationTrigger;

/** Fires when so many of some triggers have, in any order. `require` defaults to all of them. */
export const compoundTrigger = (
  triggers: readonly AutomationTrigger[],
  { require = "all", within }: CompositeTriggerOptions & { readonly require?: number | "any" | "all" | undefined } = {},
): AutomationTrigger => ({ type: "compound", require, ...composite(triggers, within) }) as AutomationTrigger;

/** Fires when all of some triggers have, in their order. */
export const sequenceTrigger = (
  triggers: readonly AutomationTrigger[],
  { within }: CompositeTriggerOptions = {},
): AutomationTrigger => ({ type: "sequence", ...composite(triggers, within) });

const composite = (triggers: readonly AutomationTrigger[], within: Duration | undefined) => ({
  triggers: [...triggers],
  within: within === undefined ? null : inSeconds(within, "within"),
});

const words = (given: string | readonly string[] | undefined): string[] => (given === undefined ? [] : [given].flat());
