/** SQLite's log is moved into the database file beside the writer (C1), and nothing of it is left at the end. */
import { existsSync, statSync } from "node:fs";
import { createDatabase, waitUntil } from "@weir/testkit";
import { expect, test } from "vitest";
import { uuid7 } from "../src/platform/ids.ts";
import { openStore } from "../src/storage/open.ts";
import { insertFlow } from "../src/storage/queries/flows.ts";

test("what was committed reaches the file without the writer's own checkpoint", async () => {
  const { url: file, drop } = await createDatabase("sqlite");
  const store = await openStore(file);
  try {
    const empty = statSync(file).size;
    await store.write(async (tx) => {
      for (let n = 0; n < 10_000; n++)
        await tx.run(insertFlow, { id: uuid7(), created: 1, updated: 1, name: `flow ${n}`, tags: "[]", labels: "{}" });
    });
    await waitUntil(() => statSync(file).size > empty + 1_000_000, { what: "a checkpoint" });
  } finally {
    await store.close();
  }
  expect(existsSync(`${file}-wal`)).toBe(false);
  await drop();
});
