import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseActions, TARGETED } from "./actions.ts";

const read = (...values: unknown[]) => parseActions(values, ["actions"]);
const ID = randomUUID();

describe("the normal form of actions", () => {
  it("fills in what may be left out", () => {
    expect(
      read(
        { type: "run-deployment", deployment_id: ID.toUpperCase(), schedule_after: "PT1M30S" },
        { type: "change-flow-run-state", state: "FAILED" },
        { type: "send-notification", block_document_id: ID, body: "b" },
        { type: "call-webhook", block_document_id: ID, payload: [1] },
      ),
    ).toEqual({
      actions: [
        {
          type: "run-deployment",
          source: "selected",
          parameters: null,
          deployment_id: ID,
          job_variables: null,
          schedule_after: 90,
        },
        { type: "change-flow-run-state", name: null, state: "FAILED", message: null, force: false },
        {
          type: "send-notification",
          block_document_id: ID,
          subject: "Prefect automated notification",
          body: "b",
        },
        { type: "call-webhook", block_document_id: ID, payload: "[\n  1\n]" },
      ],
      problems: [],
    });
  });

  it.each(Object.entries(TARGETED))("%s is about one that is chosen, or one that is inferred", (type, field) => {
    expect(read({ type, [field]: ID }, { type, source: "inferred" }).problems).toEqual([]);
    expect(read({ type }).problems).toMatchObject([{ loc: ["actions", 0, field] }]);
    expect(read({ type, source: "inferred", [field]: ID }).problems).toMatchObject([{ loc: ["actions", 0, field] }]);
  });

  it.each([
    [{}, "type"],
    [{ type: "explode" }, "type"],
    [{ type: "change-flow-run-state" }, "state"],
    [{ type: "change-flow-run-state", state: "DONE" }, "state"],
    [{ type: "run-deployment", deployment_id: "1" }, "deployment_id"],
    [{ type: "run-deployment", deployment_id: ID, schedule_after: -1 }, "schedule_after"],
    [{ type: "run-deployment", deployment_id: ID, parameters: [] }, "parameters"],
    [{ type: "send-notification", block_document_id: ID }, "body"],
    [{ type: "send-notification", block_document_id: null, body: "b" }, "block_document_id"],
    [{ type: "call-webhook", block_document_id: null }, "block_document_id"],
    [{ type: "call-webhook" }, "block_document_id"],
  ])("%j is refused for its %s", (value, field) => {
    expect(read({ type: "do-nothing" }, value).problems[0]).toMatchObject({ loc: ["actions", 1, field] });
  });

  it("answers anything at all, and what it accepts it accepts again unchanged", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { actions, problems } = read(value);
        if (problems.length === 0) expect(read(...actions)).toEqual({ actions, problems: [] });
      }),
    );
  });
});
