/** `weir deploy --watch-git` against a real repository and a real server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type GitServer, startGitServer, stopProcess, waitForLine, waitUntil } from "@weir/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, start, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
const FLOWS = `
import { flow } from ${JSON.stringify(SDK)};
export const report = flow({ name: "report" }, async () => 1);
`;
const yaml = (...names: string[]): string =>
  `deployments:\n${names.map((name) => `  - { name: ${name}, entrypoint: "flows.ts:report", work_pool: { name: local } }\n`).join("")}`;

let server: RunningServer;
let home: string;
beforeAll(async () => {
  server = await startServer();
  home = await mkdtemp(join(tmpdir(), "weir-gitops-test-"));
  await server.api.workPools.create({ name: "local", type: "process" });
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const watch = (git: GitServer, ...more: string[]) => ["deploy", "--watch-git", `${git.url}/code.git`, ...more];
const environment = (more: Record<string, string> = {}) => ({ ...server.environment, WEIR_HOME: home, ...more });
const names = async (): Promise<string[]> =>
  (await Array.fromAsync(server.api.deployments.list({}))).map(({ name }) => name).sort();

test(
  "each move of a branch is deployed, from the commit itself; what is gone stays until told",
  { timeout: 60_000 },
  async () => {
    await using git = await startGitServer();
    const first = await git.commit("code", { "flows.ts": FLOWS, "weir.yaml": yaml("nightly", "weekly") });
    const child = start(watch(git, "--branch", "main", "--interval", "1"), environment());
    try {
      await waitForLine(child, "stdout", /\+ report\/weekly created/, 30_000);
      const stored = await server.api.deployments.readByName({ flow_name: "report", deployment_name: "nightly" });
      expect(stored.pull_steps).toEqual([
        {
          "prefect.deployments.steps.git_clone": { id: "clone", repository: `${git.url}/code.git`, commit_sha: first },
        },
      ]);
      const second = waitForLine(child, "stdout", /report\/weekly is not in the file any more, and stays/, 30_000);
      await git.commit("code", { "weir.yaml": yaml("nightly", "hourly") });
      await second;
      expect(await names()).toEqual(["hourly", "nightly", "weekly"]);

      // A file with a mistake changes nothing, and does not end the watch.
      const failed = waitForLine(child, "stderr", /weir\.yaml:1.*deploymentz/, 30_000);
      await git.commit("code", { "weir.yaml": "deploymentz: []\n" });
      await failed;
      const mended = waitForLine(child, "stdout", /report\/monthly created/, 30_000);
      await git.commit("code", { "weir.yaml": yaml("nightly", "monthly") });
      await mended;
      child.kill("SIGTERM");
      await waitUntil(() => child.exitCode !== null, { timeout: 10_000, what: "the end of the watch" });
      expect(child.exitCode).toBe(0);
    } finally {
      await stopProcess(child);
    }

    // The next process knows what the last one has deployed.
    const once = (...more: string[]) => weir(watch(git, "--branch", "main", "--once", ...more), environment());
    expect((await once()).stdout).toMatch(/main is at [0-9a-f]{9}, as before\n$/);
    await git.commit("code", { "weir.yaml": yaml("nightly") });
    const dry = await once("--dry-run", "--delete");
    expect(dry.stdout).toContain("- report/monthly would be deleted");
    const done = await once("--delete", "--json");
    expect(JSON.parse(done.stdout)).toMatchObject({
      deleted: ["report/weekly", "report/hourly", "report/monthly"],
      gone: [],
    });
    expect(await names()).toEqual(["nightly"]);
  },
);

test("only what is named is deployed; a file in a folder is found by the worker, too; a dry run tells each move once", async () => {
  await using git = await startGitServer();
  const commit = await git.commit("code", {
    "team/flows.ts": FLOWS,
    "team/weir.yaml": yaml("alpha", "beta"),
  });
  const args = watch(git, "--branch", "main", "--file", "team/weir.yaml", "--name", "alpha");
  const dry = start([...args, "--dry-run", "--interval", "1"], environment());
  let told = "";
  dry.stdout!.on("data", (chunk: Buffer) => (told += String(chunk)));
  await waitForLine(dry, "stdout", /alpha would be created/, 30_000);
  const before = git.requests;
  await waitUntil(() => git.requests >= before + 2, { timeout: 20_000, what: "two more looks" });
  const moved = waitForLine(dry, "stdout", new RegExp(`, was at ${commit.slice(0, 9)}`), 30_000);
  await git.commit("code", { "more.txt": "more" });
  await moved;
  await stopProcess(dry);
  expect(told.match(/ is at /g)).toHaveLength(2);

  expect((await weir([...args, "--once"], environment())).code).toBe(0);
  expect(await names()).toContain("alpha");
  expect(await names()).not.toContain("beta");
  const { id, pull_steps } = await server.api.deployments.readByName({
    flow_name: "report",
    deployment_name: "alpha",
  });
  const run = await server.api.deployments.createFlowRun({ id }, {});
  const worked = await weir(["worker", "start", "--pool", "local", "--run-once"], environment());
  const { state } = await server.api.flowRuns.read({ id: run.id });
  expect([state?.type, worked.stdout + worked.stderr]).toEqual(["COMPLETED", expect.any(String)]);
  expect(pull_steps).toMatchObject([
    { "prefect.deployments.steps.git_clone": { id: "clone" } },
    { "prefect.deployments.steps.set_working_directory": { directory: "{{ clone.directory }}/team" } },
  ]);
});

test("what cannot be had is told in words, without a login", async () => {
  await using git = await startGitServer("ada:s3cret-token");
  await git.commit("code", { "weir.yaml": yaml("nightly"), "flows.ts": FLOWS });
  const run = async (words: string[], more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await weir([...words, "--once"], environment(more));
    expect(stdout + stderr).not.toContain("s3cret");
    return [code, stderr];
  };
  const login = { WEIR_GIT_TOKEN: "ada:s3cret-token" };
  expect(await run(watch(git))).toEqual([1, expect.stringContaining("needs a password")]);
  expect(await run(watch(git), { WEIR_GIT_TOKEN: "ada:s3cret-wrong" })).toEqual([
    1,
    expect.stringContaining("does not accept the credentials"),
  ]);
  expect(await run(watch(git, "--branch", "elsewhere"), login)).toEqual([
    1,
    expect.stringContaining("there is no branch elsewhere in"),
  ]);
  const missing = ["deploy", "--watch-git", "/nowhere/code.git"];
  expect(await run(missing)).toEqual([1, expect.stringContaining("there is no repository /nowhere/code.git")]);
  const inTheClear = ["deploy", "--watch-git", "http://example.com/code.git"];
  expect(await run(inTheClear, login)).toEqual([1, expect.stringMatching(/^error: credentials for .* unencrypted/i)]);
  expect(await run(["deploy"])).toEqual([1, expect.stringContaining("--once is for --watch-git")]);
  expect((await run(watch(git), login))[0]).toBe(0);
  const { pull_steps } = await server.api.deployments.readByName({ flow_name: "report", deployment_name: "nightly" });
  expect(JSON.stringify(pull_steps)).not.toContain("s3cret");
});
