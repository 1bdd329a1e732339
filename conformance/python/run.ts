/**
 * Runs the tests of the unmodified Python client: `node --conditions=weir-source conformance/python/run.ts [DATABASE…]`
 *
 *   --url URL       against a server that is there already, e.g. a real Prefect server; no database then
 *   --reports DIR   where to leave JUnit reports, one a database
 *   -- ARGUMENT…    handed to pytest
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createDatabase, DIALECTS, startPostgres, startWeir, type Dialect } from "@weir/testkit";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PYTHON = join(HERE, "../../.cache/venv/bin/python");

const separator = process.argv.indexOf("--");
const own = separator < 0 ? process.argv.slice(2) : process.argv.slice(2, separator);
const handedOn = separator < 0 ? [] : process.argv.slice(separator + 1);
const { values: options, positionals: databases } = parseArgs({
  args: own,
  allowPositionals: true,
  options: { url: { type: "string" }, reports: { type: "string" } },
});

async function pytest(apiUrl: string, label: string): Promise<boolean> {
  const report = options.reports ? [`--junitxml=${join(options.reports, `python-${label}.xml`)}`] : [];
  // Two processes: the tests wait for the server more than they compute.
  const child = spawn(PYTHON, ["-m", "pytest", "-n", "2", ...report, ...handedOn], {
    cwd: HERE,
    stdio: "inherit",
    env: { ...process.env, PREFECT_API_URL: apiUrl },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

async function againstWeir(dialect: Dialect): Promise<boolean> {
  await using database = await createDatabase(dialect);
  await using weir = await startWeir({ database: database.url });
  console.log(`\nPython client against Weir on ${dialect}, ${weir.apiUrl}`);
  const passed = await pytest(weir.apiUrl, dialect);
  if (!passed && weir.log.length > 0) console.log(`The server's log:\n${weir.log.slice(-100).join("\n")}`);
  return passed;
}

async function main(): Promise<boolean> {
  if (options.url) return pytest(options.url, "given");
  const cluster = await startPostgres();
  process.env["WEIR_TEST_POSTGRES_URL"] = cluster.url;
  try {
    let passed = true;
    for (const dialect of DIALECTS) {
      if (databases.length === 0 || databases.includes(dialect)) passed = (await againstWeir(dialect)) && passed;
    }
    return passed;
  } finally {
    await cluster.stop();
  }
}

process.exitCode = (await main()) ? 0 : 1;
