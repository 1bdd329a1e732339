/**
 * `npm test`: sets up what is missing, builds what is stale, runs every suite, and ends with one line of counts.
 * `npm test -- unit python` runs only the suites named.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { add, countsOf, NONE } from "./lib/results.mjs";
import { CACHE, run, StepFailed } from "./lib/run.mjs";
import {
  build,
  installBrowser,
  installDocker,
  installPackages,
  installPostgres,
  installPython,
  installShells,
} from "./lib/setup.mjs";

const RESULTS = join(CACHE, "test-results");

const SOURCES = "--conditions=weir-source";

/** A suite of vitest: one or more projects of vitest.config.ts. */
function vitest(name, minutes, ...projects) {
  const report = join(RESULTS, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const selected = projects.flatMap((project) => ["--project", project]);
  return { name, minutes, reports: [report], command: ["vitest", ["run", ...selected, ...reporters]] };
}

const SUITES = [
  vitest("unit", 5, "unit"),
  vitest("integration", 20, "integration"),
  vitest("docker", 10, "docker"),
  vitest("conformance", 15, "conformance"),
  vitest("e2e", 20, "e2e"),
  {
    name: "python",
    minutes: 20,
    reports: ["sqlite", "postgres"].map((database) => join(RESULTS, `python-${database}.xml`)),
    command: ["node", [SOURCES, "conformance/python/run.ts", "--reports", RESULTS]],
  },
  {
    name: "bench",
    minutes: 5,
    reports: [join(RESULTS, "bench.json")],
    command: ["node", [SOURCES, "benchmarks/bench.ts", "--quick", "--report", join(RESULTS, "bench.json")]],
  },
];

async function runSuite({ name, minutes, reports, command }) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 70 - name.length))}`);
  const started = Date.now();
  const { code } = await run(...command, { minutes });
  const bound = code === 124 ? `, stopped after its ${minutes} minutes` : "";
  return { name, seconds: (Date.now() - started) / 1000, counts: countsOf(reports, code), bound };
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
  await installDocker();
  await installShells();
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
