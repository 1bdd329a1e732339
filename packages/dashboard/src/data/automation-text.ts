/** What an automation waits for and does, in words. Pure, so that the words can be tested. */
import type { Automation } from "@weir/contract";
import { SUBJECTS, type Watch, watchOf } from "./automation-watch.ts";

type Trigger = Automation["trigger"];
type Action = Automation["actions"][number];

const span = (seconds: number): string => {
  if (seconds % 3600 === 0 && seconds > 0) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  if (seconds % 60 === 0 && seconds > 0) return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
};

const list = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

const AMONG: Readonly<Record<Watch["subject"], string>> = {
  "flow-run": "flows",
  deployment: "deployments",
  "work-pool": "pools",
  "work-queue": "queues",
};

/** `when a flow run of 2 chosen flows, tagged prod, enters Failed or Crashed` */
function watchText({ subject, stays, states, seconds, ids, deployments, tags }: Watch): string {
  const chosen = (count: number, many: string): string[] =>
    count > 0 ? [`of ${count} chosen ${count === 1 ? many.slice(0, -1) : many}`] : [];
  const among = [
    ...chosen(ids.length, AMONG[subject]),
    ...chosen(deployments.length, "deployments"),
    ...(tags.length > 0 ? [`tagged ${list(tags, "or")}`] : []),
  ];
  const who = [SUBJECTS[subject].one.toLowerCase(), among.join(", ")].filter(Boolean).join(" ");
  const what = list(states, "or");
  return stays ? `when ${who} stays ${what} for ${span(seconds)}` : `when ${who} enters ${what}`;
}

/** `when prefect.flow-run.Failed comes 3 times within 10 minutes` */
export function triggerText(trigger: Trigger): string {
  const watch = watchOf(trigger);
  if (watch) return watchText(watch);
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
