import { expect, test } from "vitest";
import { tellsOfFiring, whatHappened, whyItHappened } from "./firing-history.ts";

const told = (event: string, payload: Record<string, unknown> = {}) => ({
  event: `prefect.automation.${event}`,
  payload,
});

test("firings and what became of actions, in words", () => {
  const cause = { event: "order.late", resource: { "prefect.resource.id": "order.1", "prefect.resource.name": "one" } };
  const fired = told("triggered", { triggering_event: cause });
  expect([whatHappened(fired), whyItHappened(fired)]).toEqual(["fired", "order.late of one"]);
  expect(whyItHappened(told("triggered", { triggering_event: null }))).toBe("what was expected did not come");
  const failed = told("action.failed", { action_type: "call-webhook", reason: "no answer" });
  expect([whatHappened(failed), whyItHappened(failed)]).toEqual(["call-webhook failed", "no answer"]);
  expect(whatHappened(told("loop-ended"))).toBe("loop ended");
  expect(whyItHappened(told("action.executed", { action_type: "do-nothing" }))).toBe("");
});

test("what is no firing is left out", () => {
  const all = ["created", "updated", "action.triggered", "triggered", "action.executed", "evaluation-failed"];
  expect(all.filter((event) => tellsOfFiring(told(event)))).toEqual([
    "triggered",
    "action.executed",
    "evaluation-failed",
  ]);
});
