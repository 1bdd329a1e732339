import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ledger } from "./ledger.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "weir-ledger-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A process that writes a run down, says so, and stays. */
async function other(api: string): Promise<ReturnType<typeof spawn>> {
  const file = fileURLToPath(new URL("ledger.ts", import.meta.url));
  const code = `import { Ledger } from ${JSON.stringify(file)};
    const ledger = new Ledger(${JSON.stringify(home)}, ${JSON.stringify(api)});
    ledger.write("one", "claimed"); ledger.write("two", "launched", "7-9"); ledger.write("three", "claimed"); ledger.forget("three");
    console.log("written"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("what a process has written is taken over once it is gone, by one other, and only of the same server", async () => {
  const child = await other("http://a");
  const [mine, another, elsewhere] = [
    new Ledger(home, "http://a"),
    new Ledger(home, "http://a"),
    new Ledger(home, "http://b"),
  ];
  expect(mine.takeOver()).toEqual([]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(elsewhere.takeOver()).toEqual([]);
  expect(mine.takeOver().toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
    { id: "one", api: "http://a", stage: "claimed" },
    { id: "two", api: "http://a", stage: "launched", handle: "7-9" },
  ]);
  expect(another.takeOver()).toEqual([]);
});
