/**
 * A flow may map a task over very many items: the heap that this takes does not grow with the events that tell of them.
 * With a heap that could not hold them, the process would die.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
/** Each needs about 4 KB of the heap for itself, and 12 KB more for its events if all of these were held at once. */
const ITEMS = Number(process.env["WEIR_PROOF_ITEMS"] ?? 12_000);
const HEAP_MB = 64 + Math.ceil((ITEMS * 5000) / 1e6);
const MINUTES = 10;

const sdk = pathToFileURL(fileURLToPath(import.meta.resolve("weir"))).href;
const PROGRAM = `
import { flow, task } from ${JSON.stringify(sdk)};
const same = task({ name: "same" }, async (n: number) => n);
const all = flow({ name: "all" }, async ({ count }: { count: number }) => {
  const values = await same.map(Array.from({ length: count }, (_, n) => n)).results();
  return values.reduce((sum, value) => sum + value, 0);
});
console.log(await all({ count: ${ITEMS} }));
`;

test(
  `${ITEMS.toLocaleString("en")} mapped items take no more than ${HEAP_MB} MB of heap`,
  async () => {
    const home = await mkdtemp(join(tmpdir(), "weir-mapped-"));
    try {
      const program = join(home, "program.ts");
      await writeFile(program, PROGRAM);
      const { stdout } = await run(
        process.execPath,
        ["--conditions=weir-source", `--max-old-space-size=${HEAP_MB}`, program],
        { env: { ...process.env, WEIR_HOME: home, WEIR_API_URL: "", PREFECT_API_URL: "" } },
      );
      expect(Number(stdout.trim().split("\n").at(-1))).toBe((ITEMS * (ITEMS - 1)) / 2);
    } finally {
      await rm(home, { recursive: true });
    }
  },
  MINUTES * 60_000,
);
