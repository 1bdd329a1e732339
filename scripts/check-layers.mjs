/** Holds the imports of all packages against the tables in layers.cjs, and fails as well when it has seen no module. */
import { createRequire } from "node:module";
import { cruise, format } from "dependency-cruiser";
import { globSync } from "node:fs";

const { forbidden, options } = createRequire(import.meta.url)("../layers.cjs");
const { output } = await cruise(globSync("packages/*/src"), {
  ...options,
  ruleSet: { forbidden },
  validate: true,
  outputType: "json",
});
const result = JSON.parse(output);
const report = await format(result, { outputType: "err" });
console.log(report.output.trim());
if (result.summary.totalCruised === 0) console.error("No module was seen: the check checks nothing.");
process.exitCode = result.summary.error > 0 || result.summary.totalCruised === 0 ? 1 : 0;
