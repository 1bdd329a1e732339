/**
 * Steps that build an image and push it, by the `docker` of the machine, so that its log-ins, contexts and builders hold.
 *
 * I1  The same image is made once for all deployments of one `weir deploy`, unless `ignore_cache` is set.
 * I2  Credentials are in no log and on no command line: docker gets them in a folder of its own, gone afterwards.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { isObject } from "@weir/contract/templates";
import { REFERENCE_VERSION } from "@weir/contract/weir";
import { imageDockerfile, writeIgnored } from "../image.ts";
import { neededIn, onlyThese, textIn } from "./inputs.ts";
import { ProgramFailed, runProgram } from "./program.ts";
import type { Inputs, Outcome, StepContext } from "./types.ts";

const TO_BUILD = [
  "image_name",
  "dockerfile",
  "tag",
  "additional_tags",
  "ignore_cache",
  "path",
  "buildargs",
  "labels",
  "network_mode",
  "nocache",
  "platform",
  "pull",
  "target",
];
const TO_PUSH = ["image_name", "tag", "additional_tags", "credentials", "ignore_cache"];

/** What was made by this process, by what it was made of. */
const made = new Map<string, Promise<Outcome>>();

export async function buildDockerImage(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, TO_BUILD);
  return once("build", inputs, context, () => build(inputs, context));
}

export async function pushDockerImage(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, TO_PUSH);
  return once("push", inputs, context, () => push(inputs, context));
}

/** Makes it unless it was made already (I1). */
function once(kind: string, inputs: Inputs, { folder }: StepContext, make: () => Promise<Outcome>): Promise<Outcome> {
  if (inputs["ignore_cache"] === true) return make();
  const key = JSON.stringify([kind, folder, Object.entries(inputs).sort()]);
  let outcome = made.get(key);
  if (!outcome) {
    outcome = make();
    made.set(key, outcome);
    outcome.catch(() => made.delete(key));
  }
  return outcome;
}

async function build(inputs: Inputs, context: StepContext): Promise<Outcome> {
  const image = imageIn(inputs);
  const folder = resolve(context.folder, textIn(inputs, "path") ?? ".");
  const written = await mkdtemp(join(tmpdir(), "weir-image-"));
  let ignored: string | undefined;
  try {
    const name = textIn(inputs, "dockerfile") ?? "Dockerfile";
    const file = await dockerfileIn(name, folder, written);
    if (name === "auto") ignored = await writeIgnored(folder);
    const words = ["build", "--file", file, ...namesOf(image).flatMap((name) => ["--tag", name])];
    for (const [option, name] of [
      ["--network", "network_mode"],
      ["--platform", "platform"],
      ["--target", "target"],
    ] as const) {
      const value = textIn(inputs, name);
      if (value !== undefined) words.push(option, value);
    }
    for (const [option, name] of [
      ["--build-arg", "buildargs"],
      ["--label", "labels"],
    ] as const)
      for (const [key, value] of Object.entries(mappingIn(inputs, name))) words.push(option, `${key}=${String(value)}`);
    if (inputs["nocache"] === true) words.push("--no-cache");
    if (inputs["pull"] === true) words.push("--pull");
    await docker([...words, folder], context, `image ${image.whole} cannot be built`);
  } finally {
    await rm(written, { recursive: true, force: true });
    if (ignored !== undefined) await rm(ignored, { force: true });
  }
  const told = await docker(
    ["image", "inspect", "--format", "{{.Id}}", image.whole],
    { ...context, print: () => {} },
    image.whole,
  );
  return { output: { ...outputOf(image), image_id: told.trim() } };
}

async function push(inputs: Inputs, context: StepContext): Promise<Outcome> {
  const image = imageIn(inputs);
  const credentials = inputs["credentials"];
  const folder = credentials == null ? undefined : await logIn(credentials, image.name);
  try {
    const environment = folder === undefined ? context.environment : { ...context.environment, DOCKER_CONFIG: folder };
    for (const name of namesOf(image))
      await docker(["push", name], { ...context, environment }, `image ${name} cannot be pushed`);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
  return { output: outputOf(image) };
}

interface Image {
  readonly name: string;
  readonly tag: string;
  /** Name and tag. */
  readonly whole: string;
  readonly additional: readonly string[];
}

function imageIn(inputs: Inputs): Image {
  const name = neededIn(inputs, "image_name");
  if (/[:@]/.test(name.slice(name.lastIndexOf("/") + 1)))
    throw new TypeError(`image_name is to be without a tag: give it as tag, not in ${JSON.stringify(name)}`);
  const additional = inputs["additional_tags"] ?? [];
  if (!Array.isArray(additional) || additional.some((one) => typeof one !== "string"))
    throw new TypeError("additional_tags is to be a list of texts");
  // As the reference makes it: another one for each deploy, so that runs keep the code they were made for.
  const tag =
    textIn(inputs, "tag") ??
    new Date()
      .toISOString()
      .toLowerCase()
      .replaceAll(/[^0-9a-z]+/g, "-");
  return { name, tag, whole: `${name}:${tag}`, additional: additional as string[] };
}

const namesOf = ({ name, whole, additional }: Image): string[] => [whole, ...additional.map((tag) => `${name}:${tag}`)];

const outputOf = ({ name, tag, whole, additional }: Image) => ({
  image_name: name,
  tag,
  image: whole,
  additional_tags: additional,
});

function mappingIn(inputs: Inputs, name: string): Readonly<Record<string, unknown>> {
  const value = inputs[name] ?? {};
  if (!isObject(value)) throw new TypeError(`${name} is to be a mapping`);
  return value;
}

/** The file that an image is made by; `auto`: one that is written for it. */
async function dockerfileIn(name: string, folder: string, written: string): Promise<string> {
  const file = resolve(folder, name === "auto" ? "Dockerfile" : name);
  if (name !== "auto") {
    if (existsSync(file)) return file;
    throw new Error(`there is no file ${file}; with dockerfile: auto one is written`);
  }
  if (existsSync(file)) throw new Error(`${file} is there already: leave out dockerfile: auto, or remove the file`);
  const own = join(written, "Dockerfile");
  const target = `/opt/prefect/${basename(folder)}`;
  await writeFile(
    own,
    existsSync(join(folder, "package.json")) ? imageDockerfile(folder, target) : pythonFile(folder, target),
  );
  return own;
}

const pythonFile = (folder: string, target: string): string => `FROM prefecthq/prefect:${REFERENCE_VERSION}-python3.12
${existsSync(join(folder, "requirements.txt")) ? `COPY requirements.txt ${target}/requirements.txt\nRUN python -m pip install -r ${target}/requirements.txt\n` : ""}COPY . ${target}/
WORKDIR ${target}/
`;

/** A folder with the login of a registry, as docker reads it (I2). */
async function logIn(credentials: unknown, image: string): Promise<string> {
  const given = isObject(credentials) ? credentials : {};
  const [username, password] = [given["username"], given["password"]];
  if (typeof username !== "string" || typeof password !== "string")
    throw new TypeError(
      "credentials need a username and a password, and a registry_url if it is not that of the image",
    );
  const [host] = image.split("/", 1);
  const isHost = /[.:]|^localhost$/.test(host!) && image.includes("/");
  const registry = textIn(given, "registry_url") ?? (isHost ? host! : "https://index.docker.io/v1/");
  const folder = await mkdtemp(join(tmpdir(), "weir-docker-"));
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { [registry]: { auth } } }), { mode: 0o600 });
  return folder;
}

/** Runs `docker`; gives what it printed. */
async function docker(words: readonly string[], context: StepContext, fault: string): Promise<string> {
  try {
    return (await runProgram(["docker", ...words], context)).stdout;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    throw new Error(`${fault}: ${error.stderr.trim().split("\n").at(-1) || error.message}`, { cause: error });
  }
}
