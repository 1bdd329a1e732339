/** Copies of a database that is written to all the while, on both databases. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { backupDatabase, restoreDatabase } from "../src/backup.ts";
import { claimDatabase } from "../src/marker.ts";
import { uuid7 } from "../src/platform/ids.ts";
import { openStore } from "../src/storage/open.ts";
import { insertFlow } from "../src/storage/queries/flows.ts";
import type { Store } from "../src/storage/store.ts";

const template = { name: "weir", prepare: async (url: string) => (await openStore(url)).close() };

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "weir-backup-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Writes pairs of flows, each pair in one transaction. */
async function writePair(store: Store, number: number): Promise<void> {
  await store.write(async (tx) => {
    for (const half of ["a", "b"]) {
      const row = { id: uuid7(), created: 1, updated: 1, tags: "[]", labels: "{}", parameter_schema: null };
      await tx.run(insertFlow, { ...row, name: `${number} ${half}` });
    }
  });
}

const flowsIn = async (url: string): Promise<number> => {
  const store = await openStore(url);
  try {
    const rows = await store.read((db) => db.rows((b) => b.selectFrom("flow").select("id")));
    return rows.length;
  } finally {
    await store.close();
  }
};

describe.each(DIALECTS)("a copy of a %s database", (dialect) => {
  test("is of one instant, whatever is written meanwhile, and can be put back", async () => {
    await using files = await folder();
    const { url, drop } = await createDatabase(dialect, template);
    const where = { home: files.path, server_database_url: url };
    try {
      const store = await openStore(url);
      let writing = true;
      let pairs = 0;
      const writer = (async () => {
        for (; writing; pairs++) await writePair(store, pairs);
      })();
      while (pairs < 20) await new Promise(setImmediate);
      const least = 2 * pairs;
      const file = join(files.path, "copy");
      await backupDatabase(where, file);
      writing = false;
      await writer;
      await store.close();
      const all = 2 * pairs;
      await expect(backupDatabase(where, file)).rejects.toThrow("is there already");
      expect(await flowsIn(url)).toBe(all);
      await restoreDatabase(where, file);
      const restored = await flowsIn(url);
      expect(restored).toBeGreaterThanOrEqual(least);
      expect(restored).toBeLessThanOrEqual(all);
      expect(restored % 2, "half a transaction").toBe(0);
    } finally {
      await drop();
    }
  });
});

test("nothing is restored under a server, nor from what is no copy; what was there is kept", async () => {
  await using files = await folder();
  const path = join(files.path, "weir.db");
  const where = { home: files.path, server_database_url: undefined };
  const store = await openStore(path);
  await writePair(store, 1);
  const file = join(files.path, "copy.db");
  await backupDatabase(where, file);
  await writePair(store, 2);
  await store.close();
  const marker = await claimDatabase(path);
  // The claim of this very process does not count: one of another does.
  await writeFile(
    join(files.path, "server.json"),
    JSON.stringify({ url: "http://x", pid: process.ppid, version: "0" }),
  );
  await expect(restoreDatabase(where, file)).rejects.toThrow(`served already by process ${process.ppid}`);
  await marker.remove();
  const rubbish = join(files.path, "rubbish");
  await writeFile(rubbish, "no database");
  await expect(restoreDatabase(where, rubbish)).rejects.toThrow("not a whole copy");
  await expect(restoreDatabase(where, join(files.path, "none"))).rejects.toThrow("there is no file");
  const before = await restoreDatabase(where, file);
  expect(await flowsIn(path)).toBe(2);
  expect(await flowsIn(before!)).toBe(4);
});

test("a server on PostgreSQL is not restored under", async () => {
  await using files = await folder();
  const { url, drop } = await createDatabase("postgres", template);
  const store = await openStore(url);
  try {
    const where = { home: files.path, server_database_url: url };
    await backupDatabase(where, join(files.path, "copy"));
    await store.read((db) => db.rows((b) => b.selectFrom("flow").select("id")));
    await expect(restoreDatabase(where, join(files.path, "copy"))).rejects.toThrow("a server runs on this database");
  } finally {
    await store.close();
    await drop();
  }
});
