/**
 * `npm test`: sets up what is missing, builds what is stale, runs every suite, and ends with one line of counts.
 * `npm test -- unit python` runs only the suites named.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { add, countsOf, NONE } from "./lib/results.mjs";
import { CACHE, run, StepFailed } from "./lib/run.mjs";
import { build, installBrowser, installPackages, installPostgres, installPython } from "./lib/setup.mjs";

const RESULTS = join(CACHE, "test-results");

const vitest = (...projects) => ({
  report: "json",
  command: (report) => [
    "vitest",
    [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
  ],
});

const SUITES = [
  { name: "unit", minutes: 5, ...vitest("unit", "dashboard") },
  { name: "integration", minutes: 10, ...vitest("integration") },
];

async function runSuite(suite) {
  const report = join(RESULTS, `${suite.name}.${suite.report}`);
  console.log(`\n── ${suite.name} ${"─".repeat(Math.max(0, 70 - suite.name.length))}`);
  const started = Date.now();
  const { code } = await run(...suite.command(report), { minutes: suite.minutes });
  const counts = countsOf([report], code);
  const bound = code === 124 ? `, stopped after its ${suite.minutes} minutes` : "";
  return { name: suite.name, seconds: (Date.now() - started) / 1000, counts, bound };
}

async function main(names) {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new StepFailed(`No suite ${unknown.join(", ")}; there are: ${SUITES.map(({ name }) => name).join(", ")}`);
  }
  await installPackages();
  await installPython();
  await installPostgres();
  await installBrowser();
  await build();
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  const done = [];
  for (const suite of SUITES) {
    if (names.length === 0 || names.includes(suite.name)) done.push(await runSuite(suite));
  }
  console.log("");
  for (const { name, seconds, counts, bound } of done) {
    const figures = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
    console.log(`${name.padEnd(12)} ${seconds.toFixed(0).padStart(4)} s  ${figures}${bound}`);
  }
  return done.map(({ counts }) => counts).reduce(add, NONE);
}

const total = await main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  return { ...NONE, failed: 1 };
});
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
