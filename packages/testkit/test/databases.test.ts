import pg from "pg";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createDatabase, DIALECTS, withDatabase, type Dialect, type Template } from "@weir/testkit";

async function execute(dialect: Dialect, url: string, sql: string): Promise<unknown[]> {
  if (dialect === "sqlite") {
    using database = new DatabaseSync(url);
    return database.prepare(sql).all();
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe.each(DIALECTS)("a test database on %s", (dialect) => {
  const template: Template = {
    name: `numbers_${dialect}`,
    prepare: async (url) => {
      await execute(dialect, url, "create table numbers (n integer)");
      await execute(dialect, url, "insert into numbers values (1)");
    },
  };

  test("starts as the template left it, whatever others did to their copies", async () => {
    await using first = await createDatabase(dialect, template);
    await execute(dialect, first.url, "insert into numbers values (2)");
    await using second = await createDatabase(dialect, template);
    expect(await execute(dialect, second.url, "select n from numbers")).toEqual([{ n: 1 }]);
  });

  test("is prepared once when many ask at the same time", async () => {
    const databases = await Promise.all(Array.from({ length: 5 }, () => createDatabase(dialect, template)));
    const contents = await Promise.all(databases.map(({ url }) => execute(dialect, url, "select n from numbers")));
    expect(contents).toEqual(databases.map(() => [{ n: 1 }]));
    await Promise.all(databases.map((database) => database.drop()));
  });

  test("is gone after use", async () => {
    const url = await withDatabase(dialect, (database) => Promise.resolve(database.url));
    await expect(execute(dialect, url, "select 1")).rejects.toThrow();
  });
});
