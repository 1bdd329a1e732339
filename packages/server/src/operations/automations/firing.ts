/** What a firing carries to the actions: the shapes that templates see (spec EVENTS-BLOCKS, 2.4 and 2.6). */
import type { Action, Event, Trigger } from "@weir/contract";

/** One trigger has fired. */
export interface Firing {
  readonly id: string;
  readonly trigger: Trigger;
  readonly trigger_states: readonly ["Triggered"];
  /** When it fired, which is after the event occurred. */
  readonly triggered: string;
  /** The labels by which the trigger counts events apart, with their values. */
  readonly triggering_labels: Readonly<Record<string, string>>;
  /** The firings within a composite trigger that made it fire. */
  readonly triggering_firings: readonly Firing[];
  /** The event that made it fire; for a Proactive trigger the last one before; null if there was none. */
  readonly triggering_event: Event | null;
  readonly triggering_value: null;
}

/** What is known of an automation when its actions are done: it may have changed by then. */
export interface FiredAutomation {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
}

/** One action that is to be done once. */
export interface ActionTask {
  /** The resource that the automation goes with. */
  readonly owner: string | null;
  readonly automation: FiredAutomation;
  readonly firing: Firing;
  readonly action: Action;
  /** Its place among all actions of the automation. */
  readonly index: number;
  /** The event that the action is about. */
  readonly event: Event | null;
  /** Id of the event that tells of the firing. */
  readonly triggered_event_id: string;
}

/** All firings that led to one, itself first. */
export const allFirings = (firing: Firing): readonly Firing[] => [
  firing,
  ...firing.triggering_firings.flatMap(allFirings),
];

/** All events that led to a firing, each once. */
export const allEvents = (firing: Firing): readonly Event[] => [
  ...new Map(
    allFirings(firing).flatMap(({ triggering_event: event }) => (event ? [[event.id, event] as const] : [])),
  ).values(),
];

/** Resource labels of an event of an automation. */
export const automationResource = ({ id, name, trigger }: FiredAutomation): Record<string, string> => ({
  "prefect.resource.id": `prefect.automation.${id}`,
  "prefect.resource.name": name,
  ...(trigger.type === "event" ? { "prefect.posture": trigger.posture } : {}),
});
