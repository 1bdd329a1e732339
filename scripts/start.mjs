/**
 * `npm start`: sets up what is missing, starts the server on 127.0.0.1:4200, runs the example on its real data, prints
 * the dashboard's address of that run and stays up. `npm start -- --exit` stops then; its exit code says whether the
 * run completed. `--port N` listens elsewhere.
 */
import { parseArgs } from "node:util";
import { run, start, StepFailed, stop } from "./lib/run.mjs";
import { build, installPackages } from "./lib/setup.mjs";

const EXAMPLE = "examples/flight-delays/main.ts";

const { values: options } = parseArgs({
  options: { exit: { type: "boolean" }, port: { type: "string", default: "4200" } },
});
const url = `http://127.0.0.1:${options.port}`;

async function answers() {
  try {
    return (await fetch(`${url}/api/health`)).ok;
  } catch {
    return false;
  }
}

async function startServer() {
  if (await answers()) throw new StepFailed(`${url} is taken: stop the server there, or say npm start -- --port 4201`);
  const server = start("weir", ["server", "start", "--port", options.port]);
  const end = Date.now() + 30_000;
  while (!(await answers())) {
    if (server.exitCode !== null) throw new StepFailed(`The server ended with ${server.exitCode}.`);
    if (Date.now() > end) throw new StepFailed("The server did not answer within 30 s.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return server;
}

/** The newest run that no other run started: the example's. */
async function exampleRun() {
  const answer = await fetch(`${url}/api/flow_runs/filter`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sort: "START_TIME_DESC", limit: 1, flow_runs: { parent_task_run_id: { is_null_: true } } }),
  });
  const [newest] = await answer.json();
  return newest;
}

async function main() {
  await installPackages();
  await build();
  const server = await startServer();
  console.log(`» the server is up: ${url}`);
  console.log(`» running ${EXAMPLE} …`);
  const { code } = await run("node", [EXAMPLE], { env: { WEIR_API_URL: `${url}/api` }, minutes: 10 });
  const example = await exampleRun();
  const completed = code === 0 && example?.state_type === "COMPLETED";
  console.log(`\nThe run ${example?.name} ${completed ? "completed" : "did not complete"}.`);
  console.log(`Dashboard: ${url}/runs/${example?.id}`);
  if (options.exit) {
    await stop(server);
    process.exitCode = completed ? 0 : 1;
  } else {
    console.log("The server stays up; Ctrl-C stops it.");
    server.once("exit", (exit) => (process.exitCode = exit ?? 1));
  }
}

await main().catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exit(1);
});
