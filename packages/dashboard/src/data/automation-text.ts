/** What an automation waits for and does, in words. Pure, so that the words can be tested. */
import type { Automation } from "@weir/contract";

type Trigger = Automation["trigger"];
type Action = Automation["actions"][number];

const span = (seconds: number): string => {
  if (seconds % 3600 === 0 && seconds > 0) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  if (seconds % 60 === 0 && seconds > 0) return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
};

const list = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** `when prefect.flow-run.Failed comes 3 times within 10 minutes` */
export function triggerText(trigger: Trigger): string {
  switch (trigger.type) {
    case "event": {
      const { expect, threshold, within, posture } = trigger;
      const names = expect.length > 0 ? list(expect, "or") : "any event";
      const times = threshold > 1 ? ` ${threshold} times` : "";
      const soon = within > 0 ? ` within ${span(within)}` : "";
      return posture === "Proactive"
        ? `when ${names} does not come${times}${soon}`
        : `when ${names} comes${times}${threshold > 1 ? soon : ""}`;
    }
    case "compound": {
      const parts = list(
        trigger.triggers.map((one) => `(${triggerText(one)})`),
        "and",
      );
      const { require } = trigger;
      const needed = require === "all" ? "all" : require === "any" ? "one" : String(require);
      return `when ${needed} of these happened${withinText(trigger.within)}: ${parts}`;
    }
    case "sequence":
      return `when these happened one after the other${withinText(trigger.within)}: ${list(
        trigger.triggers.map((one) => `(${triggerText(one)})`),
        "then",
      )}`;
  }
}

const withinText = (within: number | null): string => (within === null ? "" : ` within ${span(within)}`);

/** `run deployment`, `cancel flow run`, `change flow run state to PAUSED` */
export function actionText(action: Action): string {
  const words = action.type.replaceAll("-", " ");
  if (action.type === "change-flow-run-state") return `${words} to ${action.name ?? action.state}`;
  return "source" in action && action.source === "inferred" ? `${words} of the event` : words;
}
