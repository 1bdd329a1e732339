/**
 * Gets a repository, at a branch, tag or commit.
 *
 * G1  Credentials are in no file and on no command line: see git-login.ts.
 * G2  A folder that is there is brought to what is asked for. What somebody has changed in it is not overwritten; git
 *     refuses, and that is the error.
 * G3  Only the network is tried again: what is not there, or needs a password, does not become better by waiting.
 */
import { existsSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isObject } from "@weir/contract/templates";
import { type Address, addressOf, gitEnvironment } from "./git-login.ts";
import { neededIn, onlyThese, textIn } from "./inputs.ts";
import { ProgramFailed, runProgram } from "./program.ts";
import type { Inputs, Outcome, StepContext } from "./types.ts";

const KNOWN = [
  "repository",
  "branch",
  "tag",
  "commit_sha",
  "directories",
  "include_submodules",
  "access_token",
  "credentials",
  "clone_directory_name",
];
/** Milliseconds before the second and the third try. */
const WAITS = [1000, 3000];

/** What of a repository is wanted. */
export interface Wanted {
  /** Branch, tag or commit. Default: the branch that the repository shows first. */
  readonly revision?: string | undefined;
  readonly isCommit?: boolean;
  /** Only these folders, and the files beside them. Default: everything. */
  readonly directories?: readonly string[];
  readonly submodules?: boolean;
  /** How many commits come along. Default: 1. */
  readonly depth?: number;
}

type Git = (...words: readonly string[]) => Promise<string>;

export async function gitClone(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, KNOWN);
  const [branch, tag, commit] = ["branch", "tag", "commit_sha"].map((name) => textIn(inputs, name));
  if ([branch, tag, commit].filter((one) => one !== undefined).length > 1)
    throw new TypeError("branch, tag and commit_sha exclude each other");
  const { access_token, credentials, directories } = inputs;
  if (access_token != null && credentials != null)
    throw new TypeError("access_token and credentials exclude each other");
  const address = addressOf(neededIn(inputs, "repository"), access_token ?? credentials);
  const name = textIn(inputs, "clone_directory_name") ?? folderName(address.url, branch ?? tag);
  await fetchRepository(
    address,
    resolve(context.folder, name),
    {
      revision: branch ?? tag ?? commit,
      isCommit: commit !== undefined,
      directories: listIn(directories),
      submodules: inputs["include_submodules"] === true,
    },
    context,
  );
  return { output: { directory: name } };
}

/**
 * Brings a folder to what is wanted of a repository; gives the commit.
 *
 * @throws Error in words for who has written the address, the revision or the credentials
 */
export async function fetchRepository(
  address: Address,
  folder: string,
  wanted: Wanted,
  { environment, print }: Pick<StepContext, "environment" | "print">,
): Promise<string> {
  const { revision, isCommit = false } = wanted;
  if (revision?.startsWith("-")) throw new TypeError(`${JSON.stringify(revision)} is no branch, tag or commit`);
  if (isCommit && !/^[0-9a-f]{4,64}$/i.test(revision ?? ""))
    throw new TypeError(`${JSON.stringify(revision)} is no commit: give its 4 to 64 hexadecimal digits`);
  print(`Getting ${address.url}${revision === undefined ? "" : ` at ${revision}`}\n`);
  const git: Git = async (...words) =>
    (await runProgram(["git", ...words], { folder, environment: gitEnvironment(environment, address) })).stdout.trim();
  for (let at = 0; ; at++) {
    try {
      await prepare(address, folder, environment);
      return await update(git, wanted);
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      const wait = isTransient(error.stderr) ? WAITS[at] : undefined;
      if (wait === undefined) throw explained(error, address, wanted);
      print(`Getting ${address.url} failed, will try again\n`);
      await pause(wait);
    }
  }
}

/**
 * The commit that a branch is at, without getting anything.
 *
 * @param branch default: the one that the repository shows first
 * @throws Error as `fetchRepository`
 */
export async function commitOf(
  address: Address,
  branch: string | undefined,
  { environment, folder }: Pick<StepContext, "environment" | "folder">,
): Promise<string> {
  const ref = branch === undefined ? "HEAD" : `refs/heads/${branch}`;
  const words = ["git", "ls-remote", "--exit-code", "--", address.url, ref];
  try {
    const { stdout } = await runProgram(words, { folder, environment: gitEnvironment(environment, address) });
    return stdout.split(/\s/, 1)[0]!;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    if (error.stderr.trim() === "") throw new Error(`there is no branch ${branch ?? "HEAD"} in ${address.url}`);
    throw explained(error, address, { revision: branch });
  }
}

/** Makes the folder a repository that knows where it is from. */
async function prepare({ url }: Address, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const outside = { folder: resolve(folder, ".."), environment };
  if (!existsSync(resolve(folder, ".git"))) {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new Error(`${folder} is there already, and is no clone of ${url}`);
    await runProgram(["git", "-c", "init.defaultBranch=main", "init", "--quiet", "--", folder], outside);
  }
  const config = ["git", "-C", folder, "config"];
  const known = await runProgram([...config, "--get", "remote.origin.url"], outside).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (known !== undefined && addressOf(known, undefined).url !== url)
    throw new Error(`${folder} is a clone of ${addressOf(known, undefined).url}, not of ${url}`);
  await runProgram([...config, "remote.origin.url", url], outside);
}

async function update(git: Git, wanted: Wanted): Promise<string> {
  const { revision, isCommit, directories = [], submodules, depth = 1 } = wanted;
  // Files are fetched as they are needed, where only some of them are.
  const some = [`--depth=${depth}`, ...(directories.length > 0 ? ["--filter=blob:none"] : [])];
  if (directories.length > 0) await git("sparse-checkout", "set", "--cone", "--", ...directories);
  const commit = isCommit ? await fetchCommit(git, revision!, some) : await fetchHead(git, revision ?? "HEAD", some);
  await git("checkout", "--quiet", "--detach", commit);
  if (submodules) await git("submodule", "--quiet", "update", "--init", "--recursive", "--depth", "1");
  return commit;
}

/** @param some how much of it */
async function fetchHead(git: Git, revision: string, some: readonly string[]): Promise<string> {
  await git("fetch", "--quiet", ...some, "origin", revision);
  return git("rev-parse", "--verify", "FETCH_HEAD^{commit}");
}

/** Alone, where the server gives it away by its name; by its short name it is found among all. */
async function fetchCommit(git: Git, commit: string, some: readonly string[]): Promise<string> {
  const find = (): Promise<string> => git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`);
  const there = await find().catch(() => undefined);
  if (there !== undefined) return there;
  if (commit.length >= 40) {
    const alone = await fetchHead(git, commit, some).catch((error: unknown) => {
      if (error instanceof ProgramFailed && NOT_GIVEN.test(error.stderr)) return undefined;
      throw error;
    });
    if (alone !== undefined) return alone;
  }
  const everything = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
  const whole = (await git("rev-parse", "--is-shallow-repository")) === "true" ? ["--unshallow"] : [];
  const filters = some.filter((word) => word.startsWith("--filter"));
  await git("fetch", "--quiet", ...whole, ...filters, "origin", ...everything);
  return find();
}

const NOT_GIVEN = /not our ref|unadvertised object|couldn't find remote ref/;

const isTransient = (stderr: string): boolean =>
  /Could not resolve host|Failed to connect|Connection (refused|reset|timed out)|early EOF|unexpected disconnect|The requested URL returned error: 5\d\d|\.lock': File exists/.test(
    stderr,
  );

function explained({ stderr, message }: ProgramFailed, { url, login }: Address, { revision, isCommit }: Wanted): Error {
  if (/could not read (Username|Password)|terminal prompts disabled|Authentication failed|error: 40[13]/.test(stderr))
    return new Error(
      login
        ? `${url} does not accept the credentials`
        : `${url} needs a password: give access_token or credentials, from a block or the environment`,
    );
  if (/Permission denied \(publickey|Host key verification failed/.test(stderr))
    return new Error(`${url} does not let us in: its host, or our key, is not known (${lastLine(stderr)})`);
  if (/[Rr]epository .*not found|does not (appear to be a git repository|exist)|error: 404/.test(stderr))
    return new Error(`there is no repository ${url}, or not for ${login ? "these credentials" : "everybody"}`);
  if (isCommit && (stderr.trim() === "" || NOT_GIVEN.test(stderr)))
    return new Error(`there is no commit ${revision} in ${url}`);
  if (/couldn't find remote ref/.test(stderr))
    return new Error(`there is no branch or tag ${revision ?? "HEAD"} in ${url}`);
  return new Error(`${url} cannot be had: ${lastLine(stderr) || message}`);
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)!;

/** As the reference names it. */
const folderName = (url: string, revision: string | undefined): string =>
  `${basename(url.replace(/[/\\]+$/, "").replace(/^[^/]*:(?!\/\/)/, "")).replace(/\.git$/, "")}${revision === undefined ? "" : `-${revision.replaceAll("/", "-")}`}`;

function listIn(value: unknown): readonly string[] {
  if (value == null) return [];
  if (isObject(value) || (Array.isArray(value) && value.some((one) => typeof one !== "string")))
    throw new TypeError("directories is to be a list of texts");
  return Array.isArray(value) ? (value as string[]) : [String(value as string)];
}
