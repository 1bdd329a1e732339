import { abort, ALL, types, type Rule, type Transform } from "../rule.ts";
import type { TaskRunFacts } from "./facts.ts";

/** A task run starts only while every limit on its tags has room. */
export const secureTagSlots: Rule<TaskRunFacts> = {
  name: "secure-tag-slots",
  from: ALL,
  to: types("RUNNING"),
  before({ facts: { tagLimit } }) {
    switch (tagLimit?.is) {
      case undefined:
        return undefined;
      case "zero":
        return abort(
          `The concurrency limit on tag "${tagLimit.tag}" is 0 and will deadlock if the task tries to run again.`,
        );
      case "full":
        return {
          is: "wait",
          seconds: tagLimit.waitSeconds,
          reason: `Concurrency limit reached for tags: ${tagLimit.tags.join(", ")}`,
        };
      case "free":
        return { is: "accept", effects: [{ do: "acquire-task-slots" }] };
    }
  },
  undo: () => [{ do: "release-task-slots" }],
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
