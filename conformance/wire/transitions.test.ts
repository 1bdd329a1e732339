/** State changes of flow and task runs, asked one by one: each must be answered as the reference answered it. */
import { fileURLToPath } from "node:url";
import { createDatabase, DIALECTS, startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { runTool } from "../tool.ts";

const VECTORS = fileURLToPath(new URL("vectors/transitions.json", import.meta.url));

test.each(DIALECTS)("every recorded state change has the recorded outcome on %s", { timeout: 180_000 }, async (dialect) => {
  await using database = await createDatabase(dialect);
  await using weir = await startWeir({ database: database.url, services: false });
  const output = await runTool("wire/transitions.mjs", ["--url", weir.apiUrl, "--check", VECTORS]);
  expect(output).toContain("1767 matched");
});
