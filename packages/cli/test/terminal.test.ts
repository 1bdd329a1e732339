/** What people see: on a terminal of a given width, with and without colours, and in pipes that close early. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BIN, emptyHome, type Environment, environmentOf, type RunningServer, startServer } from "./weir.ts";

let server: RunningServer;
let home: Awaited<ReturnType<typeof emptyHome>>;

const LONG = "a-name-that-is-rather-longer-than-what-a-table-has-room-for-anywhere";

beforeAll(async () => {
  server = await startServer();
  home = await emptyHome();
  const { api } = server;
  for (const name of ["etl", LONG]) {
    const flow = await api.flows.create({ name, tags: ["nightly", LONG] });
    for (const [run, type] of [
      ["brave-otter", "COMPLETED"],
      [`${LONG}\u001b[31m`, "RUNNING"],
    ] as const) {
      const { id } = await api.flowRuns.create({ flow_id: flow.id, name: run, state: { type } });
      await api.taskRuns.create({ name: run, task_key: "t", dynamic_key: "0", flow_run_id: id, state: { type } });
    }
    await api.variables.create({ name: name.replaceAll("-", "_"), value: { text: `${LONG}\n${LONG}` } });
    await api.artifacts.create({ key: name, type: "markdown", description: LONG, data: "# x" });
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");
const command = (args: readonly string[]): string =>
  quoted([process.execPath, "--conditions=weir-source", BIN, ...args]);
const environment = (more: Environment = {}): Environment => {
  // Node takes the terminal of a build machine for one without colours.
  const { CI: _, ...own } = environmentOf({ WEIR_HOME: home.path, ...server.environment });
  return { ...own, TERM: "xterm-256color", ...more };
};

/** Runs the command on a terminal of its own (`script` of util-linux makes it), types, and gives what it shows. */
async function onTerminal(columns: number, args: readonly string[], typed = "", more: Environment = {}) {
  const line = `stty cols ${columns} rows 40 -echo; ${command(args)}`;
  const child = spawn("script", ["-qec", line, "/dev/null"], { env: environment(more) });
  child.stdin.end(typed);
  const [shown] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: child.exitCode, shown };
}

const describeTerminal = describe.skipIf(spawnSync("script", ["-qec", "true", "/dev/null"]).status !== 0);

describeTerminal.each([80, 120])("on a terminal of %d columns", (columns) => {
  it.each([
    "flow ls",
    "flow inspect etl",
    "flow-run ls",
    "task-run ls",
    "variable ls",
    "artifact ls",
    "--help",
    "server start --help",
    "flow-run ls --help",
    "event emit --help",
  ])("no line of `weir %s` is broken", async (line) => {
    const { code, shown } = await onTerminal(columns, line.split(" "));
    expect(code).toBe(0);
    const examples = /^ +\$ /;
    for (const row of stripVTControlCharacters(shown).split("\r\n"))
      if (!examples.test(row)) expect(row.length, row).toBeLessThanOrEqual(columns);
  });
});

describeTerminal("on a terminal", () => {
  const colour = /\u001b\[3\dm/;

  it("has colours, unless they are not wanted", async () => {
    expect((await onTerminal(120, ["flow-run", "ls"])).shown).toMatch(colour);
    expect((await onTerminal(120, ["flow-run", "ls"], "", { NO_COLOR: "1" })).shown).not.toMatch(colour);
  });

  it("asks before it deletes", async () => {
    await server.api.variables.create({ name: "precious", value: 1 });
    const no = await onTerminal(80, ["variable", "unset", "precious"], "n\n");
    expect(no.shown).toContain("Delete the variable precious? [y/N]");
    expect([no.code, no.shown]).toEqual([1, expect.stringContaining("nothing was done")]);
    expect((await server.api.variables.readByName({ name: "precious" })).value).toBe(1);
    expect((await onTerminal(80, ["variable", "unset", "precious"], "y\n")).shown).toContain("Deleted precious.");
    await server.api.variables.create({ name: "precious", value: 1 });
    const { shown } = await onTerminal(80, ["variable", "unset", "precious", "--yes"]);
    expect(shown).toBe("Deleted precious.\r\n");
  });
});

const inShell = (script: string) => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { env: environment(), encoding: "utf8" });
  return { status, stdout, stderr };
};

it("has no colours in a pipe, and cuts nothing there", () => {
  const { stdout } = inShell(`${command(["flow-run", "ls"])} | cat`);
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toContain(`${LONG}  brave-otter  `);
});

it.each([["flow-run ls"], ["flow-run ls --json"], ["--help"]])(
  "takes it as no failure that nobody reads on: weir %s",
  (line) => {
    const { status, stdout, stderr } = inShell(`${command(line.split(" "))} | head -n 1; exit \${PIPESTATUS[0]}`);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toBe("");
  },
);
