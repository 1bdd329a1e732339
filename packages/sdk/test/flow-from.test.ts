/** `flow.from()`: flows whose code is elsewhere, deployed and run by those who get it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { client } from "@weir/client";
import {
  cleanEnvironment,
  type GitServer,
  startGitServer,
  startWeir,
  stopProcess,
  waitForLine,
  waitUntil,
} from "@weir/testkit";
// @ts-expect-error: it has no types
import S3Server from "s3rver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsCredentials, GitHubCredentials, S3, Secret } from "../src/blocks/builtin/index.ts";
import { EntrypointFailed, flow, StepFailed } from "../src/index.ts";
import { type Bench, bench } from "./support.ts";

const SDK = pathToFileURL(fileURLToPath(new URL("../src/index.ts", import.meta.url))).href;
const code = (answer: string): string => `import { flow } from ${JSON.stringify(SDK)};
export const report = flow(
  { name: "report", parameters: { type: "object", properties: { n: { type: "integer" } } } },
  async () => ${JSON.stringify(answer)},
);
`;

const STEPS = "prefect.deployments.steps";

let folder: string;
let git: GitServer;
let first: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-from-test-"));
  git = await startGitServer("x-access-token:let-me-in");
  first = await git.commit("code", { "flows/report.ts": code("first") });
  await git.git("code", "tag", "v1");
  await git.commit("code", { "flows/report.ts": code("second") });
});
afterAll(async () => {
  await git[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const stored = ({ api }: Bench, name: string): ReturnType<Bench["api"]["deployments"]["readByName"]> =>
  api.deployments.readByName({ flow_name: "report", deployment_name: name });

test("a repository that wants a login: what is stored names the block, and is what workers of any language do", async () => {
  await bench(async (on) => {
    await on.api.workPools.create({ name: "local", type: "process" });
    const url = `${git.url}/code.git`;
    const credentials = await (await GitHubCredentials.create({ token: "let-me-in" })).save("reader");
    const report = await flow.from({ source: { url, credentials }, entrypoint: "flows/report.ts:report" });
    expect(report.flowName).toBe("report");
    expect(await report.deploy({ name: "git", workPool: "local" })).toMatchObject({ name: "report/git" });
    expect(await stored(on, "git")).toMatchObject({
      entrypoint: "flows/report.ts:report",
      path: null,
      enforce_parameter_schema: true,
      parameter_openapi_schema: { properties: { n: { type: "integer" } } },
      pull_steps: [
        {
          [`${STEPS}.git_clone`]: {
            repository: url,
            credentials: "{{ prefect.blocks.github-credentials.reader }}",
          },
        },
      ],
    });
    const secret = await (await Secret.create({ value: "let-me-in" })).save("git");
    for (const pin of [{ tag: "v1" }, { commit: first }]) {
      const pinned = { url, credentials: secret, ...pin };
      await (
        await flow.from({ source: pinned, entrypoint: "flows/report.ts" })
      ).deploy({
        name: "pinned",
        workPool: "local",
      });
      expect((await stored(on, "pinned")).pull_steps).toEqual([
        {
          [`${STEPS}.git_clone`]: {
            repository: url,
            access_token: "{{ prefect.blocks.secret.git }}",
            ...("tag" in pin ? { branch: "v1" } : { commit_sha: first }),
          },
        },
      ]);
    }
    const refused = flow.from({ source: url, entrypoint: "flows/report.ts" });
    await expect(refused).rejects.toThrow(StepFailed);
    await expect(refused).rejects.toThrow("needs a password: give access_token or credentials");
  });
});

test("a folder, and object storage", async () => {
  const server = new S3Server({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: join(folder, "s3"),
    configureBuckets: [{ name: "code" }],
  });
  const { port } = (await server.run()) as { port: number };
  try {
    await mkdir(join(folder, "code"), { recursive: true });
    await writeFile(join(folder, "code/report.ts"), code("of a folder"));
    await bench(async (on) => {
      await on.api.workPools.create({ name: "local", type: "process" });
      const deploy = { name: "d", workPool: "local" };
      await (await flow.from({ source: join(folder, "code"), entrypoint: "report.ts" })).deploy(deploy);
      expect((await stored(on, "d")).pull_steps).toEqual([
        { [`${STEPS}.set_working_directory`]: { directory: join(folder, "code") } },
      ]);
      const credentials = await AwsCredentials.create({
        aws_access_key_id: "S3RVER",
        aws_secret_access_key: "S3RVER",
        aws_client_parameters: { endpoint_url: `http://127.0.0.1:${port}` },
      });
      const bucket = await S3.create({ bucket_name: "code", bucket_folder: "flows", credentials });
      await bucket.write("report.ts", code("of a bucket"));
      await expect(flow.from({ source: bucket, entrypoint: "report.ts" })).rejects.toThrow("is not saved");
      await bucket.save("flows");
      await (await flow.from({ source: bucket, entrypoint: "report.ts" })).deploy(deploy);
      expect((await stored(on, "d")).pull_steps).toEqual([
        { [`${STEPS}.pull_with_block`]: { block_type_slug: "s3-bucket", block_document_name: "flows" } },
      ]);
    });
  } finally {
    await server.close();
  }
});

test("what cannot be a source is told before anything is got, and no secret is stored", async () => {
  const url = "https://example.invalid/code.git";
  const from = (source: Parameters<typeof flow.from>[0]["source"], entrypoint = "a.ts") =>
    flow.from({ source, entrypoint });
  await expect(from("ftp://example.invalid/code")).rejects.toThrow("neither a folder, nor git, nor s3://");
  await expect(from({ url, branch: "main", tag: "v1" })).rejects.toThrow("exclude each other");
  await expect(from({ url, credentials: "ghp_secret" })).rejects.toThrow("save them as a block");
  await expect(from("https://me:secret@example.invalid/code.git")).rejects.toThrow("has a login in it");
  const block = await GitHubCredentials.create({ token: "x" });
  await expect(from({ url, credentials: block })).rejects.toThrow("call its save() first");
  await mkdir(join(folder, "bad"), { recursive: true });
  await writeFile(join(folder, "bad/throws.ts"), `throw new Error("no such luck");`);
  await writeFile(join(folder, "bad/needs.ts"), `import "a-package-that-is-not-there";`);
  await bench(async () => {
    const bad = join(folder, "bad");
    await expect(from(bad, "none.ts")).rejects.toThrow(EntrypointFailed);
    await expect(from(bad, "throws.ts")).rejects.toThrow("no such luck");
    await expect(from(bad, "needs.ts")).rejects.toThrow("`install: true` has `npm ci` done first");
    await expect(from(join(folder, "nowhere"))).rejects.toThrow("there is no folder");
  });
});

test("served from git: each run has the code as it is then, with what it needs installed", async () => {
  await using weir = await startWeir();
  await using open = await startGitServer();
  await using api = client({ url: weir.apiUrl });
  const needing = (answer: string): string =>
    `import { suffix } from "helper";\n${code(answer).replace('"' + answer + '"', `"${answer}" + suffix`)}`;
  const dependency = { helper: "file:./helper" };
  await open.commit("code", {
    "package.json": JSON.stringify({ name: "code", type: "module", dependencies: dependency }),
    "package-lock.json": JSON.stringify({
      name: "code",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "code", dependencies: dependency },
        helper: { version: "1.0.0" },
        "node_modules/helper": { resolved: "helper", link: true },
      },
    }),
    "helper/package.json": JSON.stringify({ name: "helper", version: "1.0.0", type: "module", exports: "./index.js" }),
    "helper/index.js": `export const suffix = "!";`,
    "report.ts": needing("first"),
  });
  const program = join(folder, "serving.ts");
  const source = JSON.stringify({ source: `${open.url}/code.git`, entrypoint: "report.ts:report", install: true });
  await writeFile(
    program,
    `import { flow } from ${JSON.stringify(SDK)};
    await (await flow.from(${source})).serve({ name: "served", pollInterval: "200ms" });`,
  );
  const env = { ...cleanEnvironment(), WEIR_API_URL: weir.apiUrl, WEIR_HOME: folder };
  const child: ChildProcess = spawn(process.execPath, ["--conditions=weir-source", program], { env, cwd: folder });
  const output = text(child.stdout!);
  try {
    await waitForLine(child, "stderr", /serving report\/served/, 25_000);
    const { id } = await api.deployments.readByName({ flow_name: "report", deployment_name: "served" });
    const result = async (): Promise<string> => {
      const run = await api.deployments.createFlowRun({ id }, {});
      const ended = await waitUntil(
        async () => {
          const found = await api.flowRuns.read({ id: run.id });
          return ["COMPLETED", "FAILED", "CRASHED"].includes(found.state_type!) && found;
        },
        { timeout: 25_000, what: "the end of the run" },
      );
      return `${ended.state_type} ${JSON.stringify(ended.state?.data)} ${ended.state?.message}`;
    };
    expect(await result()).toMatch(/COMPLETED.*first!/);
    await open.commit("code", { "report.ts": needing("second") });
    expect(await result()).toMatch(/COMPLETED.*second!/);
    child.kill("SIGTERM");
    await once(child, "exit");
  } finally {
    await stopProcess(child, "SIGKILL");
    await output;
  }
}, 60_000);
