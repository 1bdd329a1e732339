/**
 * A copy of the whole database in one file, taken while servers and runs go on; and back.
 *
 * Z1. A copy is the database as it was at one instant. It has its name only once it is whole.
 * Z2. Nothing is restored under a server that runs, and what was there before is kept beside it (SQLite).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Settings } from "@weir/contract";
import { databaseOf } from "./app.ts";
import { claimDatabase } from "./marker.ts";
import { CannotStart } from "./platform/cannot-start.ts";
import { isPostgres, sqlitePath } from "./storage/open.ts";
import { DatabaseSync } from "./storage/sqlite/driver.ts";

type Where = Pick<Settings, "home" | "server_database_url">;

/**
 * Copies the database into a file that is not there yet.
 *
 * @throws CannotStart in words for people
 */
export async function backupDatabase(settings: Where, file: string): Promise<void> {
  if (existsSync(file)) throw new CannotStart(`${file} is there already`, "Name a file that is not there yet.");
  const database = databaseOf(settings);
  const part = `${file}.part`;
  await rm(part, { force: true });
  try {
    if (isPostgres(database)) await run("pg_dump", ["--format=custom", "--file", part], database);
    else copySqlite(sqlitePath(database), part);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Puts a copy in the place of the database. Gives the path of the database that was there; undefined where there was
 * none, and for PostgreSQL, which keeps nothing of it.
 *
 * @throws HomeInUse where a server runs on it, CannotStart where the file is no copy
 */
export async function restoreDatabase(settings: Where, file: string): Promise<string | undefined> {
  if (!existsSync(file)) throw new CannotStart(`there is no file ${file}`, "Name one that `weir server backup` made.");
  const database = databaseOf(settings);
  if (isPostgres(database)) {
    await refuseConnections(database);
    await run("pg_restore", ["--clean", "--if-exists", "--single-transaction", "--no-owner", file], database);
    return undefined;
  }
  const path = sqlitePath(database);
  checkSqlite(file);
  const marker = await claimDatabase(path);
  try {
    const part = `${path}.restored`;
    await copyFile(file, part);
    const before = existsSync(path) ? `${path}.before-${new Date().toISOString().replaceAll(/[:.]/g, "")}` : undefined;
    // The log and its index belong to the file of their name: beside another one they would be taken for its own.
    if (before)
      for (const end of ["", "-wal", "-shm"]) if (existsSync(path + end)) await rename(path + end, before + end);
    await rename(part, path);
    return before;
  } finally {
    await marker.remove();
  }
}

/** One read transaction: writers go on meanwhile, and what they write is not in it. */
function copySqlite(path: string, to: string): void {
  if (!existsSync(path)) throw new CannotStart(`there is no database ${path}`, "Name its folder with WEIR_HOME.");
  const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    db.prepare("VACUUM INTO ?").run(to);
  } finally {
    db.close();
  }
}

function checkSqlite(file: string): void {
  const hint = "Name a file that `weir server backup` made of a SQLite database.";
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    db.prepare("SELECT version FROM weir_migration").all();
    const problems = db.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    if (problems.quick_check !== "ok") throw new Error(problems.quick_check);
  } catch (cause) {
    throw new CannotStart(`${file} is not a whole copy of a Weir database: ${(cause as Error).message}`, hint, {
      cause,
    });
  } finally {
    db?.close();
  }
}

/** Every server of Weir names its connections. */
async function refuseConnections(database: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'weir'",
    );
    if (Number(rows[0]!.count) > 0)
      throw new CannotStart("a server runs on this database", "Stop every server of it first.");
  } finally {
    await client.end();
  }
}

/** Runs a program of PostgreSQL's. The password is not among its arguments, which anybody on the machine can read. */
async function run(program: string, args: readonly string[], database: string): Promise<void> {
  const address = new URL(database);
  const PGPASSWORD = decodeURIComponent(address.password);
  address.password = "";
  const child = spawn(program, [...args, "--dbname", address.href], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...(PGPASSWORD !== "" && { PGPASSWORD }) },
  });
  const ended = once(child, "close");
  try {
    const [said] = await Promise.all([text(child.stderr), ended]);
    if (child.exitCode !== 0)
      throw new CannotStart(`${program} failed: ${said.trim().split("\n")[0] ?? ""}`, "Its message says why.");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const hint = "Install PostgreSQL's client programs, of the server's version or newer.";
    throw new CannotStart(`${program} is not on the PATH`, hint, { cause: error });
  }
}
