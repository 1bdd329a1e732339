import { describe, expect, test } from "vitest";
import type { Effect } from "./effects.ts";
import { evaluate } from "./evaluate.ts";
import { abort, ALL, amend, reject, types, type Rule, type Transform } from "./rule.ts";
import { propose, type State } from "./state.ts";

const note = (value: number): Effect => ({ do: "set-run-count", value });
const state = (type: State["type"]): State => ({ ...propose(type), id: "1", timestamp: 0 });
const rule = (given: Partial<Rule<null>>): Rule<null> => ({ name: "rule", from: ALL, to: ALL, ...given });

describe("a policy", () => {
  test("accepts what no rule speaks against", () => {
    const proposal = propose("RUNNING");
    expect(evaluate([rule({})], null, state("PENDING"), proposal)).toMatchObject({ status: "ACCEPT", state: proposal });
  });

  test("asks only the rules of the intended pair, in order", () => {
    const asked: string[] = [];
    const asks = (name: string, from: Rule<null>["from"], to: Rule<null>["to"]) =>
      rule({ name, from, to, before: () => void asked.push(name) });
    evaluate(
      [asks("a", ALL, types("RUNNING")), asks("b", types("PAUSED"), ALL), asks("c", ALL, ALL)],
      null,
      state("PENDING"),
      propose("RUNNING"),
    );
    expect(asked).toEqual(["a", "c"]);
  });

  test("passes over rules after one that changed the type, but not after one of the same type", () => {
    let asked = 0;
    const second = rule({ before: () => void asked++ });
    evaluate([rule({ before: () => reject(propose("CANCELLED"), "no") }), second], null, null, propose("RUNNING"));
    expect(asked).toBe(0);
    evaluate([rule({ before: () => reject(propose("RUNNING"), "other") }), second], null, null, propose("RUNNING"));
    expect(asked).toBe(1);
  });

  test("undoes a rule whose outcome a later one changed, and completes the others in reverse order", () => {
    const verdict = evaluate(
      [
        rule({ to: types("RUNNING"), undo: () => [note(1)], after: () => [note(2)] }),
        rule({ to: types("RUNNING"), before: () => abort("stop"), after: () => [note(3)] }),
      ],
      null,
      null,
      propose("RUNNING"),
    );
    expect(verdict).toMatchObject({ status: "ABORT", state: null, reason: "stop", after: [note(1)] });
  });

  test("a rule for every target completes even when it took the proposal back itself", () => {
    const verdict = evaluate(
      [rule({ before: () => reject(null, "no"), after: () => [note(1)] })],
      null,
      state("PAUSED"),
      propose("PENDING"),
    );
    expect(verdict.after).toEqual([note(1)]);
  });

  test("a transform sees every outcome", () => {
    const seen: (string | undefined)[] = [];
    const transform: Transform<null> = {
      name: "transform",
      always: true,
      before: ({ proposed }) => amend({ ...proposed, name: "Renamed" }),
      after: ({ proposed }) => {
        seen.push(proposed?.name);
        return [];
      },
    };
    evaluate([transform], null, null, propose("RUNNING"));
    evaluate([rule({ before: () => abort("stop") }), transform], null, null, propose("RUNNING"));
    expect(seen).toEqual(["Renamed", undefined]);
  });
});
