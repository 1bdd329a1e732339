/**
 * Databases for tests: every caller gets its own, and drops it. A PostgreSQL one is a copy of a template, which is
 * prepared (migrated) once per run however many files and workers ask for it.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export type Dialect = "sqlite" | "postgres";
export const DIALECTS: readonly Dialect[] = ["sqlite", "postgres"];

export interface TestDatabase extends AsyncDisposable {
  readonly dialect: Dialect;
  /** What the server's setting `server_database_url` takes: `postgres://…` or the path of a SQLite file. */
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

export interface Template {
  /** Names the template; callers with the same name share it for the whole run. */
  readonly name: string;
  /** Fills the empty template database, e.g. with the migrations. Runs once; must have disconnected when it resolves. */
  readonly prepare: (url: string) => Promise<void>;
}

/** Set by the global set-up of a test run, for its workers and for programs they start. */
export const POSTGRES_URL = "WEIR_TEST_POSTGRES_URL";

/**
 * The maintenance database of this run's PostgreSQL server.
 *
 * @throws Error when the test is in no vitest project that starts one
 */
export function postgresUrl(): string {
  const url = process.env[POSTGRES_URL];
  if (!url)
    throw new Error(`${POSTGRES_URL} is not set: the test must be in a project with testkit's PostgreSQL set-up`);
  return url;
}

const databaseUrl = (name: string): string => Object.assign(new URL(postgresUrl()), { pathname: `/${name}` }).href;

async function administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Prepares the template unless somebody has; a session lock makes workers that ask at once wait for the first. */
async function ensureTemplate(client: pg.Client, template: Template): Promise<string> {
  const name = `template_${template.name}`;
  await client.query("select pg_advisory_lock(hashtext($1))", [name]);
  const { rowCount } = await client.query("select from pg_database where datname = $1 and datistemplate", [name]);
  if (rowCount === 0) {
    await client.query(`drop database if exists ${quoted(name)} with (force)`);
    await client.query(`create database ${quoted(name)}`);
    await template.prepare(databaseUrl(name));
    await client.query(`alter database ${quoted(name)} with is_template true allow_connections false`);
  }
  await client.query("select pg_advisory_unlock(hashtext($1))", [name]);
  return name;
}

async function createPostgresDatabase(template?: Template): Promise<TestDatabase> {
  const name = `test_${randomUUID()}`;
  await administer(async (client) => {
    const source = template && (await ensureTemplate(client, template));
    await client.query(`create database ${quoted(name)}${source ? ` template ${quoted(source)}` : ""}`);
  });
  const drop = async (): Promise<void> => {
    await administer((client) => client.query(`drop database if exists ${quoted(name)} with (force)`));
  };
  return { dialect: "postgres", url: databaseUrl(name), drop, [Symbol.asyncDispose]: drop };
}

async function createSqliteDatabase(template?: Template): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "weir-sqlite-"));
  const url = join(folder, "weir.db");
  await template?.prepare(url);
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { dialect: "sqlite", url, drop, [Symbol.asyncDispose]: drop };
}

/** A database of one's own: empty, or as `template` prepares it. */
export function createDatabase(dialect: Dialect, template?: Template): Promise<TestDatabase> {
  return dialect === "postgres" ? createPostgresDatabase(template) : createSqliteDatabase(template);
}

/** Runs `work` on a database of its own and drops that afterwards. */
export async function withDatabase<T>(
  dialect: Dialect,
  work: (database: TestDatabase) => Promise<T>,
  template?: Template,
): Promise<T> {
  await using database = await createDatabase(dialect, template);
  return await work(database);
}
