/** The commands of the README do what it says. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cleanEnvironment, freePort, startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { readmeBlock } from "./readme.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const execute = promisify(execFile);

test("npm start runs the example to its end", { timeout: 180_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), "weir-start-"));
  const env = { ...cleanEnvironment(), WEIR_HOME: home };
  const port = String(await freePort());
  const { stdout } = await execute("npm", ["start", "--", "--exit", "--port", port], {
    cwd: ROOT,
    env,
    timeout: 170_000,
  });
  await rm(home, { recursive: true, force: true });
  expect(stdout).toMatch(new RegExp(`Dashboard: http://127\\.0\\.0\\.1:${port}/runs/[0-9a-f-]{36}`));
  expect(stdout).toMatch(/The run \S+ completed/);
});

test("the Python program runs against the server, and both commands list its run", { timeout: 120_000 }, async () => {
  await using weir = await startWeir();
  const folder = await mkdtemp(join(tmpdir(), "weir-readme-"));
  const env = {
    ...cleanEnvironment(),
    HOME: folder,
    PREFECT_HOME: folder,
    PREFECT_API_URL: weir.apiUrl,
    COLUMNS: "200",
  };
  await writeFile(join(folder, "doubles.py"), readmeBlock("With Python", "python"));
  const bin = (program: string): string => join(ROOT, ".cache/venv/bin", program);
  const { stdout } = await execute(bin("python"), ["doubles.py"], { cwd: folder, env });
  expect(stdout).toBe("[0, 2, 4]\n");
  expect((await execute(bin("prefect"), ["flow-run", "ls"], { env })).stdout).toContain("doubles");
  expect((await execute("weir", ["flow-run", "ls"], { env })).stdout).toContain("doubles");
  await rm(folder, { recursive: true, force: true });
});

test("every command, page and picture it names is there", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const [, script] of readme.matchAll(/\bnpm (?:run (\S+)|start|test)\b/g)) {
    if (script) expect(Object.keys(scripts)).toContain(script);
  }
  for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(join(ROOT, path!)), path).toBe(true);
});

test("every command of the table is there", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const row = /^\| command line .*$/m.exec(readme)?.[0] ?? "";
  const commands = [...row.matchAll(/`(?:weir )?([a-z -]+)`/g)].map(([, command]) => command!.split(" "));
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const { stdout } = await execute("weir", [...command, "--help"]);
    expect(stdout).toContain(`weir ${command.join(" ")}`);
  }
});
