/**
 * `npm run bench`: measures Weir beside the real Prefect server; sets up what is missing first. `-- --quick` measures
 * Weir alone, in two minutes, and only sees whether all still works; `-- --full` takes longer.
 */
import { run, StepFailed } from "./lib/run.mjs";
import { build, installBrowser, installPackages, installPython } from "./lib/setup.mjs";

const options = process.argv.slice(2);

async function main() {
  await installPackages();
  await build();
  await installBrowser();
  if (!options.includes("--quick")) await installPython();
  const flags = ["--conditions=weir-source", "--disable-warning=ExperimentalWarning"];
  const { code } = await run("node", [...flags, "benchmarks/bench.ts", ...options], { minutes: 60 });
  return code;
}

process.exitCode = await main().catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  return 1;
});
