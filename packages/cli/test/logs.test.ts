import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, start, startServer, weir } from "./weir.ts";
import { stopProcess, waitForLine } from "@weir/testkit";

/** Milliseconds that a line may take to be printed. */
const PATIENCE = 20_000;

let server: RunningServer;
let flowRunId: string;
beforeAll(async () => {
  server = await startServer();
  const { id: flow_id } = await server.api.flows.create({ name: "etl" });
  const other = await server.api.flows.create({ name: "report" });
  await server.api.flowRuns.create({ flow_id: other.id, name: "quiet-fox", state: { type: "RUNNING" } });
  flowRunId = (await server.api.flowRuns.create({ flow_id, name: "brave-otter", state: { type: "RUNNING" } })).id;
  await log("read", 20, { rows: 12 });
  await log("disk full", 40, { rows: 13 });
});
afterAll(() => server[Symbol.asyncDispose]());

async function log(message: string, level: number, fields?: object): Promise<void> {
  const timestamp = new Date().toISOString();
  const line = { name: "prefect.flow_runs", level, message, timestamp, flow_run_id: flowRunId };
  await server.api.logs.create([{ ...line, ...(fields && { weir: { fields } }) } as typeof line]);
}

const messages = async (...args: string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await weir(["logs", ...args, "--json"], server.environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { message: string }).message);
};

it("prints the lines that fit, in the order of time, with the name of their run", async () => {
  expect(await messages()).toEqual(["read rows=12", "disk full rows=13"]);
  expect(await messages("--flow", "etl", "--level", "error")).toEqual(["disk full rows=13"]);
  expect(await messages("--run", "brave-otter", "--field", "rows=12")).toEqual(["read rows=12"]);
  expect(await messages("--text", '"disk full"', "--since", "1h")).toEqual(["disk full rows=13"]);
  expect(await messages("--flow", "report")).toEqual([]);
  expect(await messages("--limit", "1")).toEqual(["disk full rows=13"]);
  const { stdout } = await weir(["logs", "--level", "40"], server.environment);
  expect(stdout).toMatch(/^brave-otter \| .* \| ERROR {3}\| disk full rows=13\n$/);
});

it("follows what is written", async () => {
  const child = start(["logs", "--follow", "--since", "1h", "--text", "later full"], server.environment);
  try {
    await waitForLine(child, "stdout", /disk full/, PATIENCE);
    await log("a little later", 20);
    await waitForLine(child, "stdout", /a little later/, PATIENCE);
  } finally {
    await stopProcess(child);
  }
});

it.each([
  [["--level", "eror"], "Did you mean error?"],
  [["--field", "rows"], "name=value"],
  [["--flow", "elt"], "Did you mean etl?"],
  [["--follow", "--until", "1h"], "--until"],
])("says what is wrong with %s", async (args, what) => {
  const { code, stderr } = await weir(["logs", ...args], server.environment);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toContain(what);
});
