import { expect, it } from "vitest";
import { weir } from "./weir.ts";

it("prints the versions", async () => {
  const text = await weir(["version"]);
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toMatch(/^Weir +\d+\.\d+\.\d+\nAPI +0\.8\.4 \(Prefect 3\.8\.8\)\nNode +24/);
  const json = await weir(["version", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ api: "0.8.4", prefect: "3.8.8", node: process.versions.node });
});

it.each([
  "",
  "server",
  "server start",
  "server status",
  "flow-run ls",
  "flow-runs inspect",
  "flow-run logs",
  "flows ls",
  "task-run inspect",
  "variable set",
  "artifacts delete",
  "event emit",
  "deployment run",
  "work-pools create",
  "work-queue update",
  "worker start",
  "flow-run execute",
  "profile create",
  "config view",
  "completion",
  "api",
])("helps with `weir %s`", async (command) => {
  const { code, stdout } = await weir([...command.split(" ").filter(Boolean), "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: weir/);
});

it.each([
  ["no-such-command", "unknown command"],
  ["flow-run no-such-verb", "unknown command"],
  ["flow-run inspect", "missing required argument 'run'"],
  ["flow-run ls --limit none", "has to be a number"],
  ["flow-run ls --no-such-option", "unknown option"],
  ["flow-run lst", "Did you mean ls?"],
  ["flow-run ls --state-type FAILD", "Did you mean FAILED?"],
  ["flow-run ls --since yesterday", "how long ago"],
  ["config set server_prot=1", "Did you mean server_port?"],
  ["config set server_port=x", "not a number"],
  ["config set home=/x", "WEIR_HOME decides"],
  ["event emit x --payload 3", "JSON object"],
  ["event emit x --resource nonsense", "label=value"],
  ["deployment run x/y --param n", "a name, =, and a value"],
  ["deployment run x/y --params 3", "a JSON object"],
  ["deployment run x/y --start-in soon", "30s, 10m, 2h, 1d"],
  ["work-queue ls --pool", "argument missing"],
  ["work-queue pause urgent", "--pool"],
  ["worker start", "--pool"],
  ["completion cmd", "Allowed choices are bash, zsh, fish"],
  ["flow-run logs x --follow --tail", "cannot be used with"],
  ["server start --port 70000", "0 to 65535"],
  ["api FETCH /flows", "GET, POST"],
  ["api GET /flows -H nonsense", "name: value"],
])("refuses `weir %s` with exit code 2, saying what and what to do", async (command, what) => {
  const { code, stdout, stderr } = await weir(command.split(" "));
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(what);
  expect(stderr).toContain("--help");
});

it("shows the verbs of a noun that comes without one", async () => {
  const { code, stderr } = await weir(["flow-run"]);
  expect(code).toBe(2);
  expect(stderr).toContain("inspect");
});

it("names every setting that is not valid", async () => {
  const { code, stderr } = await weir(["flow-run", "ls"], { WEIR_SERVER_PORT: "x", WEIR_LOGGING_TO_API: "maybe" });
  expect(code).toBe(2);
  expect(stderr).toContain("WEIR_SERVER_PORT");
  expect(stderr).toContain("WEIR_LOGGING_TO_API");
});

it("says in two lines that the server is out of reach, and where from with --debug", async () => {
  const environment = { WEIR_API_URL: "http://127.0.0.1:1/api", WEIR_CLIENT_MAX_RETRIES: "0" };
  const { code, stdout, stderr } = await weir(["flow-run", "ls"], environment);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^error: POST \/flow_runs\/filter: no answer from http:\/\/127.0.0.1:1\/api \(/) as string,
    expect.stringContaining("weir server start") as string,
  ]);
  expect((await weir(["--debug", "flow-run", "ls"], environment)).stderr).toContain("    at ");
});
