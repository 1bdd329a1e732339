/** Queries that take long run beside everything else (N1-N3). */
import { createDatabase, DIALECTS } from "@weir/testkit";
import { sql, type Compilable } from "kysely";
import { describe, expect, test } from "vitest";
import { uuid7 } from "../src/platform/ids.ts";
import { openStore } from "../src/storage/open.ts";
import { insertFlow, readFlowByName } from "../src/storage/queries/flows.ts";
import type { Builder } from "../src/storage/query.ts";
import type { Reader } from "../src/storage/store.ts";

const counting = (rows: number) => (db: Builder) =>
  ({
    compile: () =>
      sql<{ n: number }>`with recursive c(x) as (select 1 union all select x + 1 from c where x < ${rows})
        select count(*) as n from c`.compile(db),
  }) satisfies Compilable;

async function setup(dialect: (typeof DIALECTS)[number]) {
  const database = await createDatabase(dialect);
  const store = await openStore(database.url);
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database.drop();
    },
  };
}

describe.each(DIALECTS)("scans on %s", (dialect) => {
  test("see what was committed before", async () => {
    await using bundle = await setup(dialect);
    const { store } = bundle;
    for (const name of ["a", "b"]) {
      const flow = { id: uuid7(), created: 1, updated: 1, name, tags: "[]", labels: "{}", parameter_schema: null };
      await store.write((tx) => tx.run(insertFlow, flow));
      const byName = (db: Reader) => db.first(readFlowByName, { name });
      expect(await store.scan(byName)).toEqual(flow);
      expect(await store.scan(byName)).toEqual(await store.read(byName));
    }
    expect(await store.scan((db) => db.first(readFlowByName, { name: "c" }))).toBeUndefined();
  });

  test("fail alone", async () => {
    await using bundle = await setup(dialect);
    const wrong = (db: Builder): Compilable => ({ compile: () => sql`select it from nowhere`.compile(db) });
    const failed = bundle.store.scan((db) => db.rows(wrong));
    const counted = bundle.store.scan((db) => db.rows(counting(3)));
    await expect(failed).rejects.toThrow("nowhere");
    expect(await counted).toEqual([{ n: 3 }]);
  });
});

test("the loop goes on while one is under way", async () => {
  await using bundle = await setup("sqlite");
  const { store } = bundle;
  let done = false;
  const counted = store.scan((db) => db.rows(counting(2_000_000))).finally(() => (done = true));
  let reads = 0;
  for (; !done; reads++) await store.read((db) => db.rows(counting(1))).then(() => new Promise(setImmediate));
  expect(await counted).toEqual([{ n: 2_000_000 }]);
  expect(reads).toBeGreaterThan(10);
});

test("a store that closes does not wait for one", async () => {
  await using bundle = await setup("sqlite");
  const endless = bundle.store.scan((db) => db.rows(counting(2_000_000_000)));
  const outcome = expect(endless).rejects.toThrow("interrupted");
  await bundle.store.close();
  await outcome;
});
