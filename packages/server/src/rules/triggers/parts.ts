/** The event triggers within a trigger, each with the composite ones around it. Pure. */
import type { CompoundTrigger, EventTrigger, SequenceTrigger, Trigger } from "@weir/contract";

export type Composite = CompoundTrigger | SequenceTrigger;

export interface TriggerPart {
  readonly trigger: EventTrigger;
  /** The composite triggers around it, the innermost first. */
  readonly parents: readonly Composite[];
}

export const partsOf = (trigger: Trigger, parents: readonly Composite[] = []): readonly TriggerPart[] =>
  trigger.type === "event"
    ? [{ trigger, parents }]
    : trigger.triggers.flatMap((child) => partsOf(child, [trigger, ...parents]));

/** A trigger that fires at every event keeps no count. */
export const isImmediate = ({ posture, threshold, within, after }: EventTrigger): boolean =>
  posture === "Reactive" && threshold <= 1 && within === 0 && after.length === 0;

/** How long a window that is over is kept for events that come late, in microseconds. */
export const KEPT_AFTER_END = 60e6;
