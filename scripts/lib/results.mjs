/** Counting tests over all the programs that run some: each writes a report, in vitest's JSON or JUnit's XML. */
import { existsSync, readFileSync } from "node:fs";

export const NONE = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

function fromVitest(text) {
  const report = JSON.parse(text);
  // A file that does not load has no tests to fail.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function fromJunit(text) {
  const [suite] = /<testsuite [^>]*>/.exec(text) ?? [""];
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped") };
}

/**
 * The counts of one program. One that ended badly without a failed test to show for it (a crash, its time bound)
 * counts as one failure, and so does one that ran nothing.
 */
export function countsOf(reports, exitCode) {
  const counts = reports
    .filter((report) => existsSync(report))
    .map((report) => (report.endsWith(".xml") ? fromJunit : fromVitest)(readFileSync(report, "utf8")))
    .reduce(add, NONE);
  const ranNothing = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...counts, failed: 1 } : counts;
}
