/** The promises of the store (S1-S4), on both databases. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createDatabase, DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { openStore } from "../src/storage/open.ts";
import { insertFlow, readFlowByName } from "../src/storage/queries/flows.ts";
import { ConstraintError, type Store } from "../src/storage/store.ts";
import { uuid7 } from "../src/platform/ids.ts";

const flow = (name: string) => ({
  id: uuid7(),
  created: 1,
  updated: 1,
  name,
  tags: "[]",
  labels: "{}",
  parameter_schema: null,
});

const names = (store: Store) =>
  store.read(async (db) =>
    (await db.rows((builder) => builder.selectFrom("flow").select("name").orderBy("name"))).map((row) => row.name),
  );

describe.each(DIALECTS)("store on %s", (dialect) => {
  async function setup() {
    const database = await createDatabase(dialect);
    const store = await openStore(database.url);
    return {
      store,
      url: database.url,
      async [Symbol.asyncDispose]() {
        await store.close();
        await database.drop();
      },
    };
  }

  test("a write that throws undoes only itself, also among others of one commit", async () => {
    await using bundle = await setup();
    const { store } = bundle;
    const outcomes = await Promise.allSettled(
      ["a", "b", "c", "d"].map((name) =>
        store.write(async (tx) => {
          await tx.run(insertFlow, flow(name));
          if (name === "b") throw new Error("no b");
          return name;
        }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(await names(store)).toEqual(["a", "c", "d"]);
  });

  test("listeners are called after the commit, and never for what was undone", async () => {
    await using bundle = await setup();
    const { store } = bundle;
    const heard: string[] = [];
    const seen: Promise<unknown>[] = [];
    const write = (name: string, fail: boolean) =>
      store.write(async (tx) => {
        await tx.run(insertFlow, flow(name));
        tx.afterCommit(() => {
          heard.push(name);
          seen.push(store.read((db) => db.first(readFlowByName, { name })));
        });
        if (fail) throw new Error("undone");
      });
    await Promise.allSettled([write("kept", false), write("undone", true)]);
    expect(heard).toEqual(["kept"]);
    expect(await Promise.all(seen)).toMatchObject([{ name: "kept" }]);
  });

  test("reads never see what is not committed", async () => {
    await using bundle = await setup();
    const { store } = bundle;
    let during: unknown = "not read";
    await store.write(async (tx) => {
      await tx.run(insertFlow, flow("later"));
      during = await store.read((db) => db.first(readFlowByName, { name: "later" }));
    });
    expect(during).toBeUndefined();
    expect(await names(store)).toEqual(["later"]);
  });

  test("a broken constraint is told as such", async () => {
    await using bundle = await setup();
    const { store } = bundle;
    const broken = store.write((tx) =>
      tx.change((db) =>
        db
          .insertInto("flow_run_input")
          .values({ flow_run_id: uuid7(), key: "k", value: "", sender: null, id: uuid7(), created: 1, updated: 1 }),
      ),
    );
    await expect(broken).rejects.toBeInstanceOf(ConstraintError);
  });

  test("a newer database stops an older server with a clear line", async () => {
    await using bundle = await setup();
    await bundle.store.write((tx) =>
      tx.change((db) =>
        db.insertInto("weir_migration" as never).values({ version: 9999, name: "from-the-future" } as never),
      ),
    );
    await expect(openStore(bundle.url)).rejects.toThrow(/newer Weir.*schema 9999/);
  });

  test("twenty processes may start at once on an empty database", { timeout: 60_000 }, async () => {
    await using database = await createDatabase(dialect);
    const script = fileURLToPath(new URL("./open-store.ts", import.meta.url));
    const children = Array.from({ length: 20 }, () =>
      spawn(process.execPath, ["--conditions=weir-source", script, database.url], {
        stdio: ["ignore", "ignore", "pipe"],
      }),
    );
    const outcomes = await Promise.all(
      children.map(async (child) => {
        let told = "";
        child.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
        const [code] = (await once(child, "close")) as [number | null];
        return code === 0 ? "fine" : told;
      }),
    );
    expect(outcomes).toEqual(Array.from({ length: 20 }, () => "fine"));
  });
});
