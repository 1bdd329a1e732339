/**
 * The image that a deployment's runs are executed in: built of the working directory and pushed, by the `docker` of the
 * machine, so that its log-ins, contexts and builders hold.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageNotBuilt } from "./errors.ts";

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

/** @param files of the folder that the image is made of */
export function dockerfile(baseImage: string, files: ReadonlySet<string>): string {
  const install = files.has("package-lock.json") ? "npm ci --omit=dev" : "npm install --omit=dev";
  const dependencies = files.has("package.json") ? `COPY package*.json ./\nRUN ${install}\n` : "";
  return `# Written by flow.deploy(), which leaves it alone from now on.
FROM ${baseImage}
WORKDIR ${FOLDER_IN_IMAGE}
${dependencies}COPY . .
ENV PATH=${FOLDER_IN_IMAGE}/node_modules/.bin:$PATH
`;
}

const IGNORED = `node_modules
.git
.env
.env.*
`;

async function writeDockerfile(folder: string, baseImage: string): Promise<void> {
  if (existsSync(join(folder, "Dockerfile"))) return;
  const files = new Set(["package.json", "package-lock.json"].filter((name) => existsSync(join(folder, name))));
  await writeFile(join(folder, "Dockerfile"), dockerfile(baseImage, files));
  // What is installed here may be for another system, and secrets are not to be part of an image.
  if (!existsSync(join(folder, ".dockerignore"))) await writeFile(join(folder, ".dockerignore"), IGNORED);
}

/** Runs `docker`, whose progress is repeated on stderr. */
async function docker(args: readonly string[], fault: string): Promise<void> {
  const child = spawn("docker", args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
      output += chunk.toString();
    });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code === 0) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ImageNotBuilt(`${fault}: there is no program docker on the PATH`, { cause: error });
  }
  const lines = output.trim().split("\n").slice(-KEPT_LINES);
  throw new ImageNotBuilt(`${fault}:\n${lines.join("\n")}`);
}
