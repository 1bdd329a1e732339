/** Steps that get code from object storage that speaks S3, and put it there. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isObject } from "@weir/contract/templates";
import type { FileStore } from "../../blocks/builtin/file-store.ts";
import type { AwsCredentialsData } from "../../blocks/builtin/s3.ts";
import { neededIn, onlyThese, textIn } from "./inputs.ts";
import type { Inputs, Outcome, StepContext } from "./types.ts";

/** Files of these folders are not put into storage: they are made anew, or are the history. */
const LEFT_OUT = new Set([".git", "node_modules", "__pycache__", ".venv"]);

/** `pull_from_remote_storage`: `s3://bucket/folder`, with `key`, `secret`, `token` and `endpoint_url`. */
export async function pullFromRemoteStorage(inputs: Inputs, { folder, print }: StepContext): Promise<Outcome> {
  const url = neededIn(inputs, "url");
  const [, bucket, path = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined) throw new TypeError(`${url} is no address of a folder there: only s3://bucket/folder is`);
  const credentials = {
    aws_access_key_id: textIn(inputs, "key"),
    aws_secret_access_key: textIn(inputs, "secret"),
    aws_session_token: textIn(inputs, "token"),
    ...(isObject(inputs["client_kwargs"]) ? inputs["client_kwargs"] : {}),
    ...(inputs["endpoint_url"] == null ? {} : { endpoint_url: inputs["endpoint_url"] }),
  };
  const directory = join(bucket, path.replace(/\/+$/, ""));
  await pull(await bucketOf(bucket, path, credentials), url, resolve(folder, directory), print);
  return { output: { directory } };
}

/** `pull_with_block`: into a folder of the block's name. */
export async function pullWithBlock(inputs: Inputs, { folder, print }: StepContext): Promise<Outcome> {
  onlyThese(inputs, ["block_type_slug", "block_document_name"]);
  const [slug, name] = [neededIn(inputs, "block_type_slug"), neededIn(inputs, "block_document_name")];
  if (slug !== "s3-bucket") throw new TypeError(`blocks of type ${slug} give no code here: only s3-bucket does`);
  const { S3 } = await import("../../blocks/builtin/s3.ts");
  await pull(await S3.load(name), `block ${slug}/${name}`, resolve(folder, name), print);
  return { output: { directory: name } };
}

/** `prefect_aws.deployments.steps.pull_from_s3`: into the folder where the steps are. */
export async function pullFromS3(inputs: Inputs, { folder, print }: StepContext): Promise<Outcome> {
  onlyThese(inputs, ["bucket", "folder", "credentials", "client_parameters"]);
  const [bucket, path] = [neededIn(inputs, "bucket"), neededIn(inputs, "folder")];
  await pull(await givenBucket(inputs), `s3://${bucket}/${path}`, folder, print);
  return { output: { bucket, folder: path, directory: folder } };
}

/** `prefect_aws.deployments.steps.push_to_s3`: the folder where the steps are. */
export async function pushToS3(inputs: Inputs, { folder, print }: StepContext): Promise<Outcome> {
  onlyThese(inputs, ["bucket", "folder", "credentials", "client_parameters"]);
  const [bucket, path] = [neededIn(inputs, "bucket"), neededIn(inputs, "folder")];
  const store = await givenBucket(inputs);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(sep).some((part) => LEFT_OUT.has(part)));
  print(`Putting ${files.length} files into s3://${bucket}/${path}\n`);
  for (const name of files) await store.write(name.replaceAll(sep, "/"), await readFile(join(folder, name)));
  return { output: { bucket, folder: path } };
}

const givenBucket = (inputs: Inputs): Promise<FileStore> =>
  bucketOf(neededIn(inputs, "bucket"), neededIn(inputs, "folder"), {
    ...(isObject(inputs["credentials"]) ? inputs["credentials"] : {}),
    ...(isObject(inputs["client_parameters"]) ? inputs["client_parameters"] : {}),
  });

/** Through the block of SDK users; loaded for these steps only. */
async function bucketOf(bucket_name: string, folder: string, given: Inputs): Promise<FileStore> {
  const { AwsCredentials, S3 } = await import("../../blocks/builtin/s3.ts");
  const { endpoint_url, ...data } = given;
  const found = Object.entries(data).filter(([, value]) => value != null);
  const credentials = await AwsCredentials.create({
    ...(Object.fromEntries(found) as AwsCredentialsData),
    ...(typeof endpoint_url === "string" && { aws_client_parameters: { endpoint_url } }),
  });
  return S3.create({ bucket_name, bucket_folder: folder.replace(/\/+$/, ""), credentials });
}

async function pull(store: FileStore, url: string, target: string, print: StepContext["print"]): Promise<void> {
  const names = (await store.list()).filter((name) => !name.endsWith("/"));
  if (names.length === 0) throw new Error(`there is nothing in ${url}`);
  print(`Getting ${names.length} files from ${url}\n`);
  for (const name of names) {
    const file = resolve(target, name);
    if (!file.startsWith(target + sep)) throw new Error(`${url} has ${name}, which leads out of the folder`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await store.read(name));
  }
}
