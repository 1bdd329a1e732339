import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countsOf } from "./results.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-results-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const vitest = (counts: object, files: object[] = []): string =>
  report(
    "report.json",
    JSON.stringify({
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: files,
      ...counts,
    }),
  );

test("adds the reports of one program up", () => {
  const junit = report(
    "report.xml",
    `<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10">`,
  );
  expect(countsOf([junit, vitest({ numPassedTests: 5, numPendingTests: 1 })], 1)).toEqual({
    passed: 9,
    failed: 3,
    skipped: 4,
  });
});

test("a test file that does not load is a failure", () => {
  const files = [{ status: "failed", assertionResults: [] }];
  expect(countsOf([vitest({ numPassedTests: 2 }, files)], 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test("a program that ends badly without a failed test is a failure", () => {
  expect(countsOf([vitest({ numPassedTests: 2 })], 124)).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test("a program that ran nothing, or left no report, is a failure", () => {
  expect(countsOf([vitest({})], 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countsOf([join(folder, "missing.json")], 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("skipped tests alone are nothing", () => {
  expect(countsOf([vitest({ numPendingTests: 3 })], 0)).toEqual({ passed: 0, failed: 1, skipped: 3 });
});
