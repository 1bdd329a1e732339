import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as sdk from "./index.ts";
import { describeError, markRun, RetryAfter, runOf, Terminal, WeirError } from "./errors.ts";

test("the reference page names every error with its code, and no other", () => {
  const page = readFileSync(new URL("../../../docs/reference/sdk-errors.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| `(\w+)` +\| `(\w+)`/gm)].map(([, name, code]) => [name, code]);
  const exported = Object.entries(sdk)
    .filter(([, value]) => value === WeirError || Object.prototype.isPrototypeOf.call(WeirError, value))
    .map(([name, value]) => [name, (value as typeof WeirError).code]);
  expect(documented.toSorted()).toEqual(exported.toSorted());
});

test("an error of another copy of the package is known, by its code", () => {
  const copy = Object.defineProperty(new Error("from elsewhere"), Symbol.for("weir.error.codes"), {
    value: ["terminal", "weir"],
  });
  expect(copy).toBeInstanceOf(Terminal);
  expect(copy).toBeInstanceOf(WeirError);
  expect(copy).not.toBeInstanceOf(RetryAfter);
});

test("a class derived from one of ours is its own class and of its base", () => {
  class Mine extends Terminal {}
  const error = new Mine("x");
  expect([error instanceof Mine, error instanceof Terminal, new Terminal("x") instanceof Mine]).toEqual([
    true,
    true,
    false,
  ]);
  expect([error.name, error.code]).toEqual(["Mine", "terminal"]);
});

test("the innermost run marks an error; what cannot be marked stays as it is", () => {
  const error = new Error("x");
  markRun(error, { kind: "task-run", id: "1", name: "a" });
  markRun(error, { kind: "flow-run", id: "2", name: "b" });
  expect(runOf(error)).toEqual({ kind: "task-run", id: "1", name: "a" });
  markRun(Object.freeze(new Error("y")), { kind: "task-run", id: "1", name: "a" });
  markRun("text", { kind: "task-run", id: "1", name: "a" });
  expect(runOf("text")).toBeUndefined();
});

test("a delay that is none is refused where it is written", () => {
  expect(() => new RetryAfter("soon" as never)).toThrow("RetryAfter");
  expect(describeError(new RetryAfter("5m"))).toBe("RetryAfter: asks to be tried again after 5m");
});
