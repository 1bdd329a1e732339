/** Limits that a weir.yaml says. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-limits-"));
  await server.api.workPools.create({ name: "local", type: "process" });
  await writeFile(
    join(folder, "flows.ts"),
    `import { flow } from ${JSON.stringify(SDK)};\nexport const report = flow({ name: "report" }, async () => 1);\n`,
  );
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function deploy(limits: object, args: readonly string[] = [], more: object = {}, file = "weir.yaml") {
  const deployments = [{ name: "one", entrypoint: "flows.ts:report", work_pool: { name: "local" } }];
  await writeFile(join(folder, file), JSON.stringify({ limits, ...more, deployments }, null, 2));
  return weir(["deploy", "--file", file, ...args], server.environment, { cwd: folder });
}
const read = (id_or_name: string) => server.api.concurrencyLimitsV2.read({ id_or_name });

test("limits are made, changed and left alone, by environment, and foretold by --dry-run", async () => {
  const limits = { database: 5, "partner-api": { limit: 10, slot_decay_per_second: 2 } };
  const foretold = await deploy(limits, ["--dry-run"]);
  expect(foretold.stdout).toContain("+ limit database would be created\n");
  await expect(read("database")).rejects.toThrow();

  expect((await deploy(limits)).stdout).toMatch(
    /\+ limit database created .*\n\+ limit partner-api created .*\n\+ report\/one created/,
  );
  expect(await read("partner-api")).toMatchObject({ limit: 10, slot_decay_per_second: 2, active: true });
  const environments = { prod: { limits: { database: { limit: 8, active: false } } } };
  const changed = await deploy(limits, ["--env", "prod", "--dry-run"], { environments });
  expect(changed.stdout).toContain("~ limit database would be updated");
  expect(changed.stdout).toContain("    limit: 5 -> 8\n    active: true -> false\n");
  expect((await deploy(limits, ["--env", "prod"], { environments })).stdout).toContain("= limit partner-api unchanged");
  expect(await read("database")).toMatchObject({ limit: 8, active: false });
  // What the file does not say any more stays.
  expect((await deploy({})).code).toBe(0);
  expect(await read("database")).toMatchObject({ limit: 8 });
});

test.each([
  ["slots below zero", { bad: -1 }, /weir\.yaml:3: limits\.bad has to be at least 0/],
  ["no slots", { bad: { active: true } }, /limits\.bad has no limit/],
  ["an unknown key", { bad: { limit: 1, decay: 2 } }, /limits\.bad\.decay is no key/],
  ["a text", { bad: "many" }, /limits\.bad has to be a whole number or a mapping/],
  ["a name that is none", { "a/b": 1 }, /weir\.yaml:3: "a\/b" cannot be the name of a limit/],
])("%s: refused with its line, and nothing is changed", async (_, limits, problem) => {
  const { code, stderr } = await deploy({ ...limits, fine: 1 });
  expect([code, stderr]).toEqual([1, expect.stringMatching(problem)]);
  await expect(read("fine")).rejects.toThrow();
});

test("prefect.yaml has no limits, as the reference takes it", async () => {
  expect((await deploy({ ignored: 1 }, [], {}, "prefect.yaml")).code).toBe(0);
  await expect(read("ignored")).rejects.toThrow();
});
