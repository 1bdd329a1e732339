import { expect, test } from "vitest";
import { createDatabase, DIALECTS, startWeir } from "@weir/testkit";

test.each(DIALECTS)("a server process on %s answers and stops", async (dialect) => {
  await using database = await createDatabase(dialect);
  const weir = await startWeir({ database: database.url });
  const health = await fetch(`${weir.apiUrl}/health`);
  expect([health.status, await health.json()]).toEqual([200, true]);
  await weir.stop();
  await expect(fetch(`${weir.apiUrl}/health`)).rejects.toThrow();
});

test("a server that cannot start says why", async () => {
  await expect(startWeir({ env: { WEIR_SERVER_PORT: "seventy" } })).rejects.toThrow(/seventy/);
});
