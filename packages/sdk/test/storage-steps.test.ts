/** Steps that put code into object storage and get it from there, with a real server that speaks S3. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
// @ts-expect-error It has no types.
import S3Server from "s3rver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSteps, type Step, type StepsDone } from "../src/deployments/steps/index.ts";

const LOGIN = { aws_access_key_id: "S3RVER", aws_secret_access_key: "S3RVER" };

let root: string;
let server: { run(): Promise<{ port: number }>; close(): Promise<void> };
let endpoint_url: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "weir-storage-"));
  server = new S3Server({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: join(root, "s3"),
    configureBuckets: [{ name: "code" }],
  });
  endpoint_url = `http://127.0.0.1:${(await server.run()).port}`;
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const steps = (folder: string, ...list: readonly Step[]): Promise<StepsDone> =>
  runSteps(list, { folder, environment: process.env, cache: root, print: () => {}, find: () => () => undefined });

test("what is put into a bucket is had from there, by either step", async () => {
  const source = join(root, "source");
  await mkdir(join(source, "flows"), { recursive: true });
  await mkdir(join(source, "node_modules"));
  await writeFile(join(source, "flows/job & more.ts"), "the flow");
  await writeFile(join(source, "node_modules/left-out.js"), "no");
  const place = { bucket: "code", folder: "app/v1", credentials: LOGIN, client_parameters: { endpoint_url } };
  expect((await steps(source, { "prefect_aws.deployments.steps.push_to_s3": place })).outputs).toEqual({
    bucket: "code",
    folder: "app/v1",
  });

  const target = join(root, "target");
  await mkdir(target);
  const { outputs } = await steps(
    target,
    { "prefect_aws.deployments.steps.pull_from_s3": { id: "aws", ...place } },
    {
      "prefect.deployments.steps.pull_from_remote_storage": {
        url: "s3://code/app",
        key: "S3RVER",
        secret: "S3RVER",
        endpoint_url,
      },
    },
  );
  expect(outputs).toMatchObject({ aws: { directory: target }, directory: "code/app" });
  expect(await readFile(join(target, "flows/job & more.ts"), "utf8")).toBe("the flow");
  expect(await readFile(join(target, "code/app/v1/flows/job & more.ts"), "utf8")).toBe("the flow");
  expect((await readdir(target)).sort()).toEqual(["code", "flows"]);
});

test.each<[string, (url: string) => Step, RegExp]>([
  [
    "an empty folder",
    (url) => ({
      "prefect_aws.deployments.steps.pull_from_s3": {
        bucket: "code",
        folder: "none",
        credentials: LOGIN,
        client_parameters: { endpoint_url: url },
      },
    }),
    /there is nothing in s3:\/\/code\/none/,
  ],
  [
    "somebody else",
    (url) => ({
      "prefect.deployments.steps.pull_from_remote_storage": {
        url: "s3://code/app",
        key: "somebody",
        secret: "else",
        endpoint_url: url,
      },
    }),
    /S3 answered 403/,
  ],
  [
    "another kind of storage",
    () => ({ "prefect.deployments.steps.pull_from_remote_storage": { url: "gcs://code/app" } }),
    /only s3:\/\/bucket\/folder is/,
  ],
  [
    "another type of block",
    () => ({ "prefect.deployments.steps.pull_with_block": { block_type_slug: "gcs", block_document_name: "x" } }),
    /only s3-bucket does/,
  ],
])("%s: an error says so", async (_, step, message) => {
  const folder = await mkdtemp(join(root, "bad-"));
  await expect(steps(folder, step(endpoint_url))).rejects.toThrow(message);
});
