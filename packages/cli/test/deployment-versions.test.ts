/** Schedules with policies, versions and canaries on the command line. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
const FLOWS = `
import { flow } from ${JSON.stringify(SDK)};
export const report = flow({ name: "report" }, async () => 1);
export const again = flow({ name: "report" }, async () => 2);
`;

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-versions-"));
  await writeFile(join(folder, "flows.ts"), FLOWS);
  for (const name of ["local", "other"]) await server.api.workPools.create({ name, type: "process" });
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const call = (args: readonly string[]) => weir(args, server.environment, { cwd: folder });
async function say(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await call(args);
  expect(code, stderr).toBe(0);
  return stdout;
}
async function fail(...args: readonly string[]): Promise<string> {
  const { code, stderr } = await call(args);
  expect(code).toBeGreaterThan(0);
  return stderr;
}
async function deploy(entry: string, ...args: readonly string[]): Promise<string> {
  await writeFile(
    join(folder, "weir.yaml"),
    `deployments:\n  - { name: nightly, work_pool: { name: local }, ${entry} }\n`,
  );
  return say("deploy", ...args);
}
const stored = () => server.api.deployments.readByName({ flow_name: "report", deployment_name: "nightly" });

const INTERVAL =
  "{ interval: PT1H, anchor_date: 2026-01-01, slug: hourly, overlap: skip, jitter: 00:00:30, catch_up: PT2H }";
const FIRST = `entrypoint: flows.ts:report, schedules: [${INTERVAL}, { interval: 60, slug: often }]`;

test("an unchanged deployment with intervals stays unchanged, a changed policy is a change", async () => {
  expect(await deploy(FIRST, "--message", "first")).toContain("created");
  expect(await deploy(FIRST)).toContain("= report/nightly unchanged");
  expect(await deploy(FIRST.replace("skip", "queue"), "--dry-run")).toContain("would be updated");
  expect(await say("deployment", "inspect", "report/nightly")).toMatch(
    /Deployed +version 1\n[^]*every 1h 0m 0s; catch up within 2h 0m 0s, overlap skip, jitter 30\.0 s/,
  );
  expect(await say("deployment", "schedule", "ls", "report/nightly")).toMatch(
    /hourly +every 1h 0m 0s .*overlap skip.* yes/,
  );
});

test("schedules are made, shown, paused and deleted", async () => {
  const of = ["report/nightly"] as const;
  await say(
    "deployment",
    "schedule",
    "create",
    ...of,
    "--cron",
    "0 0 2 * * 15",
    "--slug",
    "night",
    "--overlap",
    "cancel",
    "--priority",
    "-1",
  );
  await say(
    "deployment",
    "schedule",
    "create",
    ...of,
    "--cron",
    "0 2 * * * 15",
    "--slug",
    "seconds",
    "--timezone",
    "Europe/Berlin",
  );
  const times = JSON.parse(
    await say("deployment", "schedule", "preview", ...of, "seconds", "-n", "3", "--json"),
  ) as string[];
  expect(times).toHaveLength(3);
  for (const time of times) expect(time).toMatch(/:00:15\.000000Z$/);
  await say("deployment", "schedule", "pause", ...of, "night");
  expect(await say("deployment", "schedule", "ls", ...of)).toMatch(/night .*overlap cancel, priority -1 +no/);
  await say("deployment", "schedule", "resume", ...of, "night");
  expect(await fail("deployment", "schedule", "pause", ...of)).toContain("has several schedules");
  expect(await fail("deployment", "schedule", "pause", ...of, "nigt")).toContain("Did you mean night?");
  for (const slug of ["night", "seconds"]) await say("deployment", "schedule", "delete", ...of, slug);
  for (const [option, value, why] of [
    ["--cron", "61 * * * *", "Invalid cron string"],
    ["--interval", "0", "interval must be positive"],
    ["--rrule", "FREQ=NEVER", "is not valid"],
    ["--jitter", "2 days", "neither seconds"],
    ["--catch-up", "often", "neither seconds"],
  ] as const) {
    const timing = ["--jitter", "--catch-up"].includes(option) ? ["--interval", "60"] : [];
    expect(await fail("deployment", "schedule", "create", ...of, ...timing, option, value)).toContain(why);
  }
  expect(await fail("deployment", "schedule", "create", ...of, "--cron", "0 2 * * *", "--timezone", "Mars")).toContain(
    "Invalid timezone",
  );
});

test("history, differences, going back, and a version that is tried", async () => {
  const second = FIRST.replace("flows.ts:report", "flows.ts:again");
  expect(await deploy(second, "--message", "second")).toContain("updated");
  expect(await say("deployment", "history", "report/nightly")).toMatch(/2 +\* .*second\n +1 +[^*]*first/);
  expect(await say("deployment", "diff", "report/nightly")).toMatch(
    /From 1 to 2:\n[^]*entrypoint\n.*report"\n.*again"/,
  );
  expect(await say("deployment", "rollback", "report/nightly")).toContain("Version 3 of report/nightly is in force");
  expect(await stored()).toMatchObject({ entrypoint: "flows.ts:report" });
  expect(await deploy(second, "--canary", "10%")).toMatch(/\? report\/nightly tried/);
  expect(await stored()).toMatchObject({ entrypoint: "flows.ts:report" });
  expect(await say("deployment", "inspect", "report/nightly")).toContain(
    "version 4 is tried on 10% of the scheduled runs",
  );
  expect(await say("deployment", "promote", "report/nightly")).toContain("Version 4");
  expect(await stored()).toMatchObject({ entrypoint: "flows.ts:again" });
  expect(await fail("deployment", "promote", "report/nightly")).toContain("weir deploy --canary");
  expect(await fail("deployment", "rollback", "report/nightly", "--to", "99")).toContain("weir deployment history");
  expect(await fail("deploy", "--canary", "0")).toContain("above 0%");
});

test("pool and parameters of the command line come before the file's", async () => {
  await deploy(FIRST, "--pool", "other", "--param", "day=monday", "--param", "ids=[1]");
  expect(await stored()).toMatchObject({ work_pool_name: "other", parameters: { day: "monday", ids: [1] } });
  const run = JSON.parse(await say("deployment", "run", "report/nightly", "--priority", "2", "--json")) as {
    id: string;
  };
  expect(run.id).toBeTruthy();
  expect(await fail("deployment", "run", "report/nightly", "--priority", "3")).toContain("from -2 to 2");
});
