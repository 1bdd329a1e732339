import { abort, ALL, types, type Rule, type Transform } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A task run starts only while every limit on its tags has room. */
export const secureTagSlots: Rule<TaskRunFacts> = {
  name: "secure-tag-slots",
  from: ALL,
  to: types("RUNNING"),
  before({ facts: { tagLimit } }) {
    if (!tagLimit) return undefined;
    if (tagLimit.is === "zero")
      return abort(
        `The concurrency limit on tag "${tagLimit.tag}" is 0 and will deadlock if the task tries to run again.`,
      );
    return {
      is: "wait",
      seconds: tagLimit.waitSeconds,
      reason: `Concurrency limit reached for tags: ${tagLimit.tags.join(", ")}`,
    };
  },
};

/** A task run that is neither running nor being cancelled holds no slot. */
export const releaseTagSlots: Transform<TaskRunFacts> = {
  name: "release-tag-slots",
  always: true,
  after: ({ initial, proposed }) =>
    proposed && initial && proposed.type !== "RUNNING" && proposed.type !== "CANCELLING"
      ? [{ do: "release-task-slots" }]
      : [],
};
