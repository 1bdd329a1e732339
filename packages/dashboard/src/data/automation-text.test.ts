import type { Automation } from "@weir/contract";
import { expect, it } from "vitest";
import { actionText, triggerText } from "./automation-text.ts";

type Trigger = Automation["trigger"];

const event = (expected: string[], more: object = {}): Trigger => ({
  type: "event",
  id: "t",
  match: {},
  match_related: {},
  after: [],
  expect: expected,
  for_each: [],
  posture: "Reactive",
  threshold: 1,
  within: 0,
  ...more,
});

it.each([
  [event(["a"]), "when a comes"],
  [event([]), "when any event comes"],
  [event(["a", "b", "c"], { threshold: 3, within: 600 }), "when a, b or c comes 3 times within 10 minutes"],
  [event(["a"], { posture: "Proactive", within: 3600 }), "when a does not come within 1 hour"],
  [
    { type: "compound", id: "c", triggers: [event(["a"]), event(["b"])], within: 60, require: "all" },
    "when all of these happened within 1 minute: (when a comes) and (when b comes)",
  ],
  [
    { type: "sequence", id: "s", triggers: [event(["a"]), event(["b"])], within: null },
    "when these happened one after the other: (when a comes) then (when b comes)",
  ],
  [
    event(["prefect.flow-run.Failed", "prefect.flow-run.Crashed"], {
      match: { "prefect.resource.id": "prefect.flow-run.*" },
    }),
    "when a flow run enters Failed or Crashed",
  ],
  [
    event(["prefect.flow-run.Late"], {
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      match_related: [
        { "prefect.resource.role": "flow", "prefect.resource.id": ["prefect.flow.1"] },
        { "prefect.resource.role": "tag", "prefect.resource.id": ["prefect.tag.prod", "prefect.tag.night"] },
      ],
    }),
    "when a flow run of 1 chosen flow, tagged prod or night enters Late",
  ],
  [
    event(["prefect.work-pool.ready", "prefect.work-pool.paused"], {
      posture: "Proactive",
      after: ["prefect.work-pool.not-ready"],
      for_each: ["prefect.resource.id"],
      match: { "prefect.resource.id": ["prefect.work-pool.1", "prefect.work-pool.2"] },
      within: 600,
    }),
    "when a work pool of 2 chosen pools stays not-ready for 10 minutes",
  ],
] as [Trigger, string][])("tells a trigger", (trigger, text) => expect(triggerText(trigger)).toBe(text));

it.each([
  [{ type: "cancel-flow-run" }, "cancel flow run"],
  [{ type: "pause-deployment", source: "inferred", deployment_id: null }, "pause deployment of the event"],
  [
    { type: "change-flow-run-state", name: null, state: "PAUSED", message: null, force: false },
    "change flow run state to PAUSED",
  ],
] as [Automation["actions"][number], string][])("tells the action %j", (action, text) =>
  expect(actionText(action)).toBe(text),
);
