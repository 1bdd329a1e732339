/** What cannot be deployed is refused by name and with a remedy, and nothing of the file is put on the server. */
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
  folder = await mkdtemp(join(tmpdir(), "weir-refused-"));
  await writeFile(
    join(folder, "flows.ts"),
    `import { flow } from ${JSON.stringify(SDK)};
     export const report = flow({ name: "report", parameters: {
       type: "object", properties: { day: { type: "string" } }, additionalProperties: false } }, async () => 1);
     export const notAFlow = 7;`,
  );
  await writeFile(join(folder, "throws.ts"), `throw new Error("no license for this");`);
  await server.api.workPools.create({ name: "local", type: "process" });
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const GOOD = `{ name: good, entrypoint: "flows.ts:report", work_pool: { name: local } }`;
const bad = (fields: string): string => `{ name: bad, ${fields} }`;
const IN_POOL = `entrypoint: "flows.ts:report", work_pool: { name: local }`;

test.each([
  ["a pool that is not there", bad(`entrypoint: "flows.ts:report", work_pool: { name: nowhere }`), /nowhere/],
  ["a pool that is no mapping", bad(`entrypoint: "flows.ts:report", work_pool: 7`), /work_pool/],
  ["an invalid cron", bad(`${IN_POOL}, schedules: [{ cron: "61 * * * *" }]`), /cron|61/],
  ["an invalid RRULE", bad(`${IN_POOL}, schedules: [{ rrule: "FREQ=SOMETIMES" }]`), /rrule|FREQ|SOMETIMES/i],
  [
    "an unknown time zone",
    bad(`${IN_POOL}, schedules: [{ cron: "0 2 * * *", timezone: Mars/Olympus }]`),
    /Mars\/Olympus/,
  ],
  ["an interval of zero", bad(`${IN_POOL}, schedules: [{ interval: 0 }]`), /interval/],
  ["an entrypoint without a file", bad(`entrypoint: "nothing.ts:report", work_pool: { name: local }`), /nothing\.ts/],
  ["an entrypoint without a flow", bad(`entrypoint: "flows.ts:missing", work_pool: { name: local }`), /missing/],
  ["an entrypoint that is no flow", bad(`entrypoint: "flows.ts:notAFlow", work_pool: { name: local }`), /notAFlow/],
  [
    "an entrypoint that throws on import",
    bad(`entrypoint: "throws.ts:report", work_pool: { name: local }`),
    /no license for this/,
  ],
  ["parameters against the schema", bad(`${IN_POOL}, parameters: { day: 7 }`), /day/],
  ["an unknown variable in a template", bad(`${IN_POOL}, description: "{{ prefect.variables.nobody }}"`), /nobody/],
  ["an unknown key", bad(`${IN_POOL}, schedule_every: 5`), /schedule_every/],
  ["a limit of nothing", bad(`${IN_POOL}, concurrency_limit: -1`), /concurrency_limit/],
])("%s", async (_, entry, named) => {
  await writeFile(join(folder, "weir.yaml"), `deployments:\n  - ${GOOD}\n  - ${entry}\n`);
  const { code, stderr, stdout } = await weir(["deploy", "--all"], server.environment, { cwd: folder });
  expect(stderr, stdout).toMatch(named);
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/^error: /m)]);
  expect(code).not.toBe(0);
  expect(stderr).not.toMatch(/^\s+at .*node_modules/m);
  expect(await server.api.deployments.count({})).toBe(0);
});
