import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyHome, weir } from "./weir.ts";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("starts in the background, with a log and a process id, and is stopped again", async () => {
  await using home = await emptyHome();
  const run = (...args: string[]) => weir(args, { WEIR_HOME: home.path });
  const started = await run("server", "start", "--background", "--port", "0");
  expect(started).toMatchObject({ code: 0, stderr: "" });
  const [, url] = /API +(http:\S+)/.exec(started.stdout)!;
  const pid = Number(await readFile(join(home.path, "server.pid"), "utf8"));
  try {
    expect(isAlive(pid)).toBe(true);
    expect(await readFile(join(home.path, "server.log"), "utf8")).toContain(url);
    expect((await run("server", "status")).stdout).toContain(url);
    const second = await run("server", "start", "-b", "--port", "0");
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining(`runs already, as process ${pid}\n`)]);
    expect((await run("server", "stop")).stdout).toBe(`Stopped the server of ${home.path} (process ${pid}).\n`);
    expect(isAlive(pid)).toBe(false);
    await expect(readFile(join(home.path, "server.pid"))).rejects.toThrow("ENOENT");
    const again = await run("server", "stop");
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/^error: no server of .* runs .*\n.*--home/)]);
  } finally {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
});

it("tells in the foreground why it did not start in the background", async () => {
  await using home = await emptyHome();
  const database = join(home.path, "notes.db");
  await writeFile(database, "these are notes, and no database at all. ".repeat(100));
  const { code, stdout, stderr } = await weir(["server", "start", "-b", "--port", "0", "--database", database], {
    WEIR_HOME: home.path,
  });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^error: .*notes\.db is not a SQLite database\n.*backup.*\n$/);
});

it("does not stop a process that only has got the number of a server", async () => {
  await using home = await emptyHome();
  await writeFile(join(home.path, "server.pid"), `${process.pid}\n`);
  const { code } = await weir(["server", "stop"], { WEIR_HOME: home.path });
  expect(code).toBe(1);
});
