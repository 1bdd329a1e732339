/**
 * Steps that install what the code needs.
 *
 * N1  What `npm ci` has installed is kept by what it was made from: lock file, project file, Node and machine. The same
 *     again is a copy, which the run may change as it likes.
 * N2  An entry of the cache appears whole: it is renamed into place. Who is slower throws its own away.
 */
import { createHash, randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { onlyThese, textIn } from "./inputs.ts";
import { folderOf, runProgram } from "./program.ts";
import type { Inputs, Outcome, StepContext } from "./types.ts";

/** Entries of the cache that are kept: those used last. */
const KEPT = 5;

export async function pipInstallRequirements(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, ["directory", "requirements_file", "stream_output"]);
  const file = textIn(inputs, "requirements_file") ?? "requirements.txt";
  const folder = folderOf(context.folder, textIn(inputs, "directory"));
  if (!existsSync(join(folder, file))) throw new Error(`there is no file ${join(folder, file)}`);
  return install(["pip", "install", "-r", file], folder, inputs, context);
}

/** `npm ci`, or `npm install` with `ci: false`. `cache: false`: nothing is kept for the next run. */
export async function npmInstall(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, ["directory", "ci", "cache", "stream_output"]);
  const folder = folderOf(context.folder, textIn(inputs, "directory"));
  if (inputs["ci"] === false) return install(["npm", "install"], folder, inputs, context);
  const kept = inputs["cache"] === false ? undefined : await cacheEntry(folder, context);
  const modules = join(folder, "node_modules");
  if (kept !== undefined && existsSync(kept)) {
    await rm(modules, { recursive: true, force: true });
    await copy(kept, modules);
    await utimes(kept, new Date(), new Date());
    return { output: { stdout: "", stderr: "", cached: true } };
  }
  const outcome = await install(["npm", "ci"], folder, inputs, context);
  if (kept !== undefined && existsSync(modules)) await keep(modules, kept);
  return { output: { ...outcome.output, cached: false } };
}

async function install(
  words: readonly string[],
  folder: string,
  inputs: Inputs,
  { environment, print }: StepContext,
): Promise<Outcome> {
  const isShown = inputs["stream_output"] !== false;
  const { stdout, stderr } = await runProgram(words, { folder, environment, print: isShown ? print : undefined });
  return { output: { stdout: stdout.trim(), stderr: stderr.trim() } };
}

/** Where the modules of this project are kept; `undefined` if they cannot be: workspaces link into the project. */
async function cacheEntry(folder: string, { environment, cache }: StepContext): Promise<string | undefined> {
  const names = ["package.json", "package-lock.json", ".npmrc"];
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8").catch(() => "")));
  const [project, lock] = texts;
  if (!lock || !project || "workspaces" in (JSON.parse(project) as object)) return undefined;
  const made = [process.version, process.platform, process.arch, environment["NODE_ENV"] ?? "", ...texts];
  const key = createHash("sha256").update(JSON.stringify(made)).digest("hex").slice(0, 32);
  return join(cache, "npm", key);
}

async function keep(modules: string, entry: string): Promise<void> {
  const cache = join(entry, "..");
  await mkdir(cache, { recursive: true });
  const making = `${entry}.${randomUUID()}`;
  try {
    await copy(modules, making);
    await rename(making, entry);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(entry)) throw error; // another run was faster
  }
  await forgetOld(cache);
}

async function forgetOld(cache: string): Promise<void> {
  const names = await readdir(cache);
  const entries = await Promise.all(
    names
      .filter((name) => !name.includes("."))
      .map(async (name) => ({ path: join(cache, name), used: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = entries.sort((a, b) => b.used - a.used).slice(KEPT);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** Where the file system can, without copying what is in the files. */
const copy = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
