/** What the events of an automation tell of its firings, in words. Types alone: nothing of the contract is loaded by it. */
import type { ReceivedEvent } from "../schemas/events.ts";

const PREFIX = "prefect.automation.";

/** True for events that tell that it fired, or what became of an action. */
export const tellsOfFiring = ({ event }: Pick<ReceivedEvent, "event">): boolean =>
  event.startsWith(PREFIX) &&
  /\.(triggered|executed|failed|loop-ended|evaluation-failed)$/.test(event) &&
  !event.endsWith("action.triggered");

/** `fired`, `send-notification executed`, … */
export function whatHappened({ event, payload }: Pick<ReceivedEvent, "event" | "payload">): string {
  const action = payload?.["action_type"];
  const what = event.slice(PREFIX.length).replace("action.", "").replace("-", " ");
  return typeof action === "string" ? `${action} ${what}` : what === "triggered" ? "fired" : what;
}

/** Because of what it fired, or why an action failed; empty where there is nothing to say. */
export function whyItHappened({ payload }: Pick<ReceivedEvent, "payload">): string {
  const { reason, triggering_event: cause } = (payload ?? {}) as {
    readonly reason?: unknown;
    readonly triggering_event?: { readonly event: string; readonly resource: Readonly<Record<string, string>> } | null;
  };
  if (typeof reason === "string") return reason;
  if (cause === null) return "what was expected did not come";
  if (cause === undefined) return "";
  const { "prefect.resource.name": name, "prefect.resource.id": id } = cause.resource;
  return `${cause.event} of ${name ?? id}`;
}
