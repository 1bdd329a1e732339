/** What is left in and beside SQLite's file. */
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createDatabase, waitUntil } from "@weir/testkit";
import { expect, test } from "vitest";
import { uuid7 } from "../src/platform/ids.ts";
import { openStore } from "../src/storage/open.ts";
import { insertFlow } from "../src/storage/queries/flows.ts";
import type { Store } from "../src/storage/store.ts";

const insertFlows = (store: Store, count: number): Promise<void> =>
  store.write(async (tx) => {
    for (let n = 0; n < count; n++)
      await tx.run(insertFlow, {
        id: uuid7(),
        created: 1,
        updated: 1,
        name: `flow ${n}`,
        tags: "[]",
        labels: "{}",
        parameter_schema: null,
      });
  });

test("what was committed reaches the file without the writer's own checkpoint, and no log is left at the end", async () => {
  const { url: file, drop } = await createDatabase("sqlite");
  const store = await openStore(file);
  try {
    const empty = statSync(file).size;
    await insertFlows(store, 10_000);
    await waitUntil(() => statSync(file).size > empty + 1_000_000, { what: "a checkpoint" });
  } finally {
    await store.close();
  }
  expect(existsSync(`${file}-wal`)).toBe(false);
  await drop();
});

test("no statistics are kept: they would soon be wrong, and plans with them", async () => {
  const { url: file, drop } = await createDatabase("sqlite");
  const store = await openStore(file);
  await insertFlows(store, 100);
  await store.close();
  const db = new DatabaseSync(file);
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'").all()).toEqual([]);
  db.close();
  await drop();
});
