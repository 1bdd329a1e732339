/** `weir deploy` and `weir init` against a real server. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Outcome, type RunningServer, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
const FLOWS = `
import { flow } from ${JSON.stringify(SDK)};
console.log("loaded");
export const report = flow({ name: "report",
  description: "Reports.",
  parameters: { type: "object", properties: { day: { type: "string" } }, additionalProperties: false },
}, async () => 1);
export const other = flow({ name: "other-flow" }, async () => 2);
`;

let server: RunningServer;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-deploy-"));
  await writeFile(join(folder, "flows.ts"), FLOWS);
  for (const name of ["local", "production"]) await server.api.workPools.create({ name, type: "process" });
  await server.api.variables.create({ name: "numbers", value: [1, 2] });
}, 60_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function deploy(yaml: string, args: readonly string[] = [], file = "weir.yaml"): Promise<Outcome> {
  await writeFile(join(folder, file), yaml);
  return weir(["deploy", "--file", file, ...args], { ...server.environment, REGION: "eu" }, { cwd: folder });
}

const stored = (flow_name: string, deployment_name: string) =>
  server.api.deployments.readByName({ flow_name, deployment_name });

const FULL = `
x-shared: &shared
  work_pool: { name: local, job_variables: { env: { REGION: "{{ $REGION }}" } } }
defaults:
  tags: [one]
deployments:
  - name: nightly
    entrypoint: flows.ts:report
    <<: *shared
    version: 7
    parameters: { day: "{{ build.stdout }}", list: "{{ prefect.variables.numbers }}" }
    enforce_parameter_schema: false
    build:
      - prefect.deployments.steps.run_shell_script: { id: build, script: "echo monday" }
    pull:
      - prefect.deployments.steps.git_clone: { repository: "https://example.com/a.git", access_token: "{{ prefect.blocks.secret.token }}" }
    schedules:
      - { cron: "0 2 * * *", timezone: Europe/Berlin, slug: night, parameters: { day: night } }
      - { interval: 3600, active: false, slug: hourly }
      - { rrule: "FREQ=DAILY", slug: daily }
    concurrency_limit: { limit: 2, collision_strategy: CANCEL_NEW }
    triggers:
      - { enabled: true, expect: [file.written], parameters: { day: "{{ event.id }}" } }
    environments:
      prod: { name: nightly-prod, schedules: [{ cron: "0 3 * * *" }] }
  - { name: second, entrypoint: "flows.ts:other", work_pool: { name: local } }
environments:
  prod: { work_pool: { name: production }, variables: { size: large }, parameters: { size: "{{ size }}" } }
`;

test("everything of an entry is stored, placeholders with their types, pull steps as they are written", async () => {
  const done = await deploy(FULL, ["nightly"]);
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining("monday") as string });
  expect(done.stdout).toMatch(/\+ report\/nightly created/);
  const kept = await stored("report", "nightly");
  expect(kept).toMatchObject({
    entrypoint: "flows.ts:report",
    version: "7",
    tags: ["one"],
    description: "Reports.",
    parameters: { day: "monday", list: [1, 2] },
    parameter_openapi_schema: { properties: { day: { type: "string" } } },
    enforce_parameter_schema: false,
    job_variables: { command: "weir flow-run execute", env: { REGION: "eu" } },
    work_pool_name: "local",
    concurrency_options: { collision_strategy: "CANCEL_NEW" },
    global_concurrency_limit: { limit: 2 },
    pull_steps: [
      {
        "prefect.deployments.steps.git_clone": {
          repository: "https://example.com/a.git",
          access_token: "{{ prefect.blocks.secret.token }}",
        },
      },
    ],
  });
  const slugs = Object.fromEntries((kept.schedules ?? []).map((one) => [one.slug, one]));
  expect(slugs).toMatchObject({
    night: { schedule: { cron: "0 2 * * *", timezone: "Europe/Berlin" }, parameters: { day: "night" } },
    hourly: { schedule: { interval: 3600 }, active: false },
    daily: { schedule: { rrule: expect.stringContaining("FREQ=DAILY") as string } },
  });
  expect((await deploy(FULL, ["nightly"])).stdout).toMatch(/= report\/nightly unchanged/);
  const owned = await server.api.automations.relatedTo({ resource_id: `prefect.deployment.${kept.id}` });
  expect(owned).toMatchObject([
    { name: "nightly__automation_1", actions: [{ deployment_id: kept.id, parameters: { day: "{{ event.id }}" } }] },
  ]);
});

test("a deployment that is as the file says is left alone; a dry run shows the difference and changes nothing", async () => {
  const yaml = (limit: number) =>
    `deployments: [{ name: dry, entrypoint: "flows.ts:other", concurrency_limit: ${limit}, work_pool: { name: local } }]`;
  const foretold = await deploy(yaml(1), ["--dry-run"]);
  expect(foretold.stdout).toMatch(/\+ other-flow\/dry would be created/);
  await expect(stored("other-flow", "dry")).rejects.toThrow();
  await deploy(yaml(1));
  expect((await deploy(yaml(1))).stdout).toMatch(/= other-flow\/dry unchanged/);
  expect((await deploy(yaml(2), ["--dry-run"])).stdout).toMatch(/concurrency_limit: 1 -> 2/);
  expect((await stored("other-flow", "dry")).global_concurrency_limit?.limit).toBe(1);
  expect((await deploy(yaml(2))).stdout).toMatch(/updated/);
  expect((await stored("other-flow", "dry")).global_concurrency_limit?.limit).toBe(2);
});

test("an environment has its own pool, schedule, variables, parameters and name", async () => {
  const done = await deploy(FULL, ["night*", "--env", "prod", "--json"]);
  expect(JSON.parse(done.stdout)).toMatchObject([{ name: "report/nightly-prod", outcome: "created" }]);
  const kept = await stored("report", "nightly-prod");
  expect(kept).toMatchObject({ work_pool_name: "production", parameters: { day: "monday", size: "large" } });
  expect(kept.schedules).toMatchObject([{ schedule: { cron: "0 3 * * *" } }]);
}, 30_000);

test.each([
  [
    "deployments:\n  - name: a\n    entrypont: x",
    "weir.yaml:3: deployments.0.entrypont is no key that is known here (did you mean entrypoint?)",
  ],
  ["deployments:\n  - name: a\n    paused: 7", "weir.yaml:3: deployments.0.paused has to be true or false"],
  [
    "deployments:\n  - { name: a, entrypoint: 'flows.ts:report', work_pool: { name: nowhere } }",
    "there is no work pool nowhere",
  ],
  [
    "deployments:\n  - { name: a, entrypoint: 'flows.ts:nothing', work_pool: { name: local } }",
    "has no flow nothing; it has report, other-flow",
  ],
  ["deployments:\n  - { name: a, entrypoint: 'gone.ts:x', work_pool: { name: local } }", "there is no file"],
  [
    "deployments:\n  - name: a\n    entrypoint: flows.ts:report\n    work_pool: { name: local }\n    schedules: [{ cron: '61 * * * *' }]",
    "weir.yaml:5: schedule 1 is not valid",
  ],
  ["deployments:\n  - { name: a }\n  - { name: b }", "there are several deployments: a, b"],
])("what is wrong is named: %s", async (yaml, message) => {
  const done = await deploy(yaml);
  expect(done.code).toBe(1);
  expect(done.stderr).toContain(message);
});

test("prefect.yaml: keys that are not known are ignored, but for those of schedules", async () => {
  const yaml = "odd: 1\ndeployments: [{ odd: 2, name: p, entrypoint: 'flows.ts:other', work_pool: { name: local } }]";
  expect((await deploy(yaml, [], "prefect.yaml")).code).toBe(0);
  const bad = await deploy("deployments:\n  - name: p\n    schedules: [{ crn: 1 }]", [], "prefect.yaml");
  expect(bad.stderr).toContain("prefect.yaml:3: deployments.0.schedules.0.crn is no key");
});

test("a hundred deployments go at once", async () => {
  const entries = Array.from(
    { length: 100 },
    (_, at) => `  - { name: many-${at}, entrypoint: "flows.ts:other", work_pool: { name: local } }`,
  );
  const done = await deploy(`deployments:\n${entries.join("\n")}`, ["--all", "--json"]);
  expect((JSON.parse(done.stdout) as unknown[]).length).toBe(100);
}, 30_000);

test.each(["process", "git", "docker", "kubernetes"])(
  "weir init --recipe %s writes a file that is valid",
  async (recipe) => {
    const path = await mkdtemp(join(tmpdir(), "weir-init-"));
    try {
      expect((await weir(["init", "--recipe", recipe], {}, { cwd: path })).code).toBe(0);
      await writeFile(join(path, "flow.ts"), FLOWS.replace("report =", "main ="));
      const tried = await weir(["deploy", "--dry-run"], server.environment, { cwd: path });
      if (["process", "git"].includes(recipe)) expect(tried.stderr).toContain("there is no work pool process");
      else expect(tried.stderr).toContain(`there is no work pool ${recipe}`);
      expect(await readFile(join(path, "weir.yaml"), "utf8")).toContain("environments:");
      expect((await weir(["init"], {}, { cwd: path })).stderr).toContain("is there already");
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  },
);
