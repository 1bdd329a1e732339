/** Why a server does not start: each with a real process, in one line of what and one of what to do. */
import { once } from "node:events";
import { chmod, chown, open, rm, writeFile } from "node:fs/promises";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { stopProcess, waitForLine } from "@weir/testkit";
import { emptyHome, type Environment, start, weir } from "./weir.ts";

const failing = async (args: string[], environment: Environment = {}, uid?: number): Promise<string[]> => {
  const { code, stdout, stderr } = await weir(["server", "start", "--port", "0", ...args], environment, {
    ...(uid !== undefined && { uid }),
  });
  expect([code, stdout]).toEqual([1, ""]);
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  return lines;
};

/** A database that a server has made and left. */
async function usedDatabase(home: string): Promise<string> {
  const child = start(["server", "start", "--port", "0", "--home", home]);
  await waitForLine(child, "stdout", /API/, 60_000);
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
  return join(home, "weir.db");
}

it("the home folder cannot be made", async () => {
  await using home = await emptyHome();
  const file = join(home.path, "file");
  await writeFile(file, "");
  expect(await failing(["--home", join(file, "home")])).toEqual([
    `error: nothing can be written to ${file}/home: a part of the path is a file`,
    "Make it a folder that you may write to, or name another one with WEIR_HOME or --home.",
  ]);
  expect((await failing(["--home", file]))[0]).toContain("there is a file of that name");
});

// Root may write anywhere, and others may not become somebody else: these need root, to become nobody, who then has to
// be able to read this code.
const NOBODY = 65_534;
const foldersAbove = (path: string): string[] =>
  path === dirname(path) ? [path] : [path, ...foldersAbove(dirname(path))];
const isPublic = foldersAbove(import.meta.dirname).every((folder) => (statSync(folder).mode & 0o005) === 0o005);
const asNobody = it.skipIf(process.getuid?.() !== 0 || !isPublic);

asNobody("the home folder may not be written to", async () => {
  await using home = await emptyHome();
  await chmod(home.path, 0o755);
  const [what] = await failing(["--home", home.path], {}, NOBODY);
  expect(what).toBe(`error: nothing can be written to ${home.path}: permission denied`);
});

asNobody("the database is read-only", async () => {
  await using home = await emptyHome();
  const database = await usedDatabase(home.path);
  await chown(home.path, NOBODY, NOBODY);
  await chmod(database, 0o444);
  expect(await failing(["--home", home.path], {}, NOBODY)).toEqual([
    `error: ${database} is read-only`,
    "Make the file and its folder writable for this user, or use another database.",
  ]);
});

it("the database is locked by another program", async () => {
  await using home = await emptyHome();
  const database = await usedDatabase(home.path);
  using other = new DatabaseSync(database);
  other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const [what, advice] = await failing(["--home", home.path]);
  expect(what).toBe(`error: ${database} is locked by another program`);
  expect(advice).toContain("then try again");
});

it("the database is no database, or damaged", async () => {
  await using home = await emptyHome();
  const notes = join(home.path, "notes.db");
  await writeFile(notes, "these are notes, and no database at all. ".repeat(100));
  expect((await failing(["--home", home.path, "--database", notes]))[0]).toBe(
    `error: ${notes} is not a SQLite database`,
  );
  const database = await usedDatabase(home.path);
  // What was not moved out of the log yet would stand in for what is damaged.
  for (const suffix of ["-wal", "-shm"]) await rm(`${database}${suffix}`, { force: true });
  const file = await open(database, "r+");
  // The head stays as it is; what follows is rubbish.
  await file.write(Buffer.alloc(40_000, 0xff), 0, 40_000, 100);
  await file.close();
  const [what, advice] = await failing(["--home", home.path]);
  expect(what).toBe(`error: ${database} is damaged`);
  expect(advice).toContain("backup");
});

it("the database is from a newer Weir", async () => {
  await using home = await emptyHome();
  const database = await usedDatabase(home.path);
  using db = new DatabaseSync(database);
  db.exec("INSERT INTO weir_migration (version, name) VALUES (9999, 'from the future')");
  const [what, advice] = await failing(["--home", home.path]);
  expect(what).toMatch(/^error: the database was written by a newer Weir: it has schema 9999, /);
  expect(advice).toBe("Upgrade Weir, or use another database.");
});

it("another server serves the same SQLite file", async () => {
  await using first = await emptyHome();
  await using second = await emptyHome();
  const database = join(first.path, "shared.db");
  const child = start(["server", "start", "--port", "0", "--home", first.path, "--database", database]);
  await waitForLine(child, "stdout", /API/, 60_000);
  const [what, advice] = await failing(["--home", second.path, "--database", database]);
  expect(what).toMatch(new RegExp(`^error: ${database} is served already by process ${child.pid} at http:`));
  expect(advice).toContain("--database");
  // Killed, it leaves its note; that counts for nothing.
  await stopProcess(child, "SIGKILL");
  const next = start(["server", "start", "--port", "0", "--home", second.path, "--database", database]);
  await waitForLine(next, "stdout", /API/, 60_000);
  await stopProcess(next);
});

it("no PostgreSQL answers", async () => {
  await using home = await emptyHome();
  const [what] = await failing(["--home", home.path, "--database", "postgres://weir:secret@127.0.0.1:5399/weir"]);
  expect(what).toBe("error: no PostgreSQL answers at 127.0.0.1:5399 (ECONNREFUSED)");
});

it("the address is not of this machine", async () => {
  await using home = await emptyHome();
  const [what, advice] = await failing(["--home", home.path, "--host", "203.0.113.1"]);
  expect([what, advice]).toEqual([
    "error: 203.0.113.1 is not an address of this machine",
    expect.stringContaining("--host"),
  ]);
});

it("settings are not valid, all of them named at once", async () => {
  const { code, stderr } = await weir(["server", "start", "--log-level", "shout"], { WEIR_SERVER_PAGE_SIZE: "0" });
  expect(code).toBe(2);
  expect(stderr).toContain("WEIR_SERVER_PAGE_SIZE: 0 is less than 1");
  expect(stderr).toContain('flag for WEIR_SERVER_LOG_LEVEL: "shout" is none of trace');
});

it("commands without a server say the same of the database in the home folder", async () => {
  await using home = await emptyHome();
  await writeFile(join(home.path, "weir.db"), "these are notes, and no database at all. ".repeat(100));
  const { code, stderr } = await weir(["flow", "ls"], { WEIR_HOME: home.path });
  expect([code, stderr.split("\n")[0]]).toEqual([1, `error: ${home.path}/weir.db is not a SQLite database`]);
});
