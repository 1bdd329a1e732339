/**
 * The image that a deployment's runs are executed in: built of the working directory and pushed, by the `docker` of the
 * machine, so that its log-ins, contexts and builders hold.
 */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageNotBuilt } from "./errors.ts";
import { ProgramFailed, runProgram } from "./steps/program.ts";

export interface ImageWork {
  /** Name, with the registry and, if wanted, a tag. */
  readonly image: string;
  /** Of the code, with a Dockerfile or without. */
  readonly folder: string;
  readonly build: boolean;
  readonly push: boolean;
  /** What a Dockerfile begins with that is written here. */
  readonly baseImage: string;
}

/** Where the code is in an image whose Dockerfile was written here, and where runs look for it. */
export const FOLDER_IN_IMAGE = "/opt/flows";
const KEPT_LINES = 20;

/**
 * Builds and pushes.
 *
 * @returns the image's whole name
 * @throws ImageNotBuilt
 */
export async function makeImage({ image, folder, build, push, baseImage }: ImageWork): Promise<string> {
  const name = withTag(image, new Date());
  if (build) {
    await writeDockerfile(folder, baseImage);
    await docker(["build", "--tag", name, folder], `image ${name} cannot be built`);
  }
  if (push) await docker(["push", name], `image ${name} cannot be pushed`);
  return name;
}

/** A name without a tag gets the time: another one for each deploy, so that runs keep the code they were made for. */
export function withTag(image: string, now: Date): string {
  const last = image.slice(image.lastIndexOf("/") + 1);
  if (last.includes(":") || image.includes("@")) return image;
  return `${image}:${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}`;
}

/** The base of images whose Dockerfile is written for them. */
export const BASE_IMAGE = "node:24-slim";

/** What makes an image of a folder with a package, its code in another one. */
export const imageDockerfile = (folder: string, target: string): string =>
  dockerfile(BASE_IMAGE, filesOf(folder), { target, by: "weir deploy" });

const filesOf = (folder: string): ReadonlySet<string> =>
  new Set(["package.json", "package-lock.json"].filter((name) => existsSync(join(folder, name))));

/** @param files of the folder that the image is made of */
export function dockerfile(
  baseImage: string,
  files: ReadonlySet<string>,
  { target = FOLDER_IN_IMAGE, by = "flow.deploy(), which leaves it alone from now on" } = {},
): string {
  const install = files.has("package-lock.json") ? "npm ci --omit=dev" : "npm install --omit=dev";
  const dependencies = files.has("package.json") ? `COPY package*.json ./\nRUN ${install}\n` : "";
  return `# Written by ${by}.
FROM ${baseImage}
WORKDIR ${target}
${dependencies}COPY . .
ENV PATH=${target}/node_modules/.bin:$PATH
`;
}

const IGNORED = `node_modules
.git
.env
.env.*
`;

async function writeDockerfile(folder: string, baseImage: string): Promise<void> {
  if (existsSync(join(folder, "Dockerfile"))) return;
  await writeFile(join(folder, "Dockerfile"), dockerfile(baseImage, filesOf(folder)));
  await writeIgnored(folder);
}

/**
 * Says what is not to be part of an image that has all of a folder: what is installed here may be for another system, and
 * secrets are no part of it. What the folder says itself stays.
 *
 * @returns the file, if it was written
 */
export async function writeIgnored(folder: string): Promise<string | undefined> {
  const file = join(folder, ".dockerignore");
  if (existsSync(file)) return undefined;
  await writeFile(file, IGNORED);
  return file;
}

/** Runs `docker`, whose progress is repeated on stderr. */
async function docker(args: readonly string[], fault: string): Promise<void> {
  let output = "";
  const print = (text: string): void => {
    process.stderr.write(text);
    output += text;
  };
  try {
    await runProgram(["docker", ...args], { folder: process.cwd(), environment: process.env, print });
  } catch (error) {
    if (!(error instanceof ProgramFailed))
      throw new ImageNotBuilt(`${fault}: ${(error as Error).message}`, { cause: error });
    const lines = output.trim().split("\n").slice(-KEPT_LINES);
    throw new ImageNotBuilt(`${fault}:\n${lines.join("\n")}`, { cause: error });
  }
}
