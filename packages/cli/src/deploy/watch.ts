/**
 * Deploys what a git repository has, again whenever its branch moves.
 *
 * W1. Each commit is deployed from a clone of its own, which is gone afterwards: nothing of one gets into the next.
 * W2. What was deployed is known to the next process: it deploys only what has changed since, and knows what is gone.
 * W3. Nothing is deleted unless told. What goes wrong is told, and tried again at the next look.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Client, NotFound } from "@weir/client";
import { defaultHome } from "@weir/sdk/settings-files";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import type { Outcome } from "./apply.ts";
import { type Choice, deployFolder } from "./deploy-folder.ts";
import type { Step } from "./types.ts";

/** A branch that has moved, and what became of it. */
export interface Move {
  /** Without a login. */
  readonly url: string;
  readonly branch: string | undefined;
  readonly commit: string;
  /** The commit that was deployed before. */
  readonly before: string | undefined;
  readonly outcomes: readonly Outcome[];
  /** Names of deployments that are not in the file any more, and stay. */
  readonly gone: readonly string[];
  readonly deleted: readonly string[];
}

export interface WatchOptions {
  readonly url: string;
  readonly branch: string | undefined;
  /** Between two looks. */
  readonly seconds: number;
  readonly isOnce: boolean;
  readonly mayDelete: boolean;
  readonly choice: Choice;
  /** Aborted when the watch is to end: what is under way is finished. */
  readonly signal: AbortSignal;
  readonly told: (move: Move) => void;
  /** Of a failure that is told once, however often it comes. */
  readonly failed: (error: unknown) => Promise<void>;
}

/** What was deployed from a branch. */
interface Deployed {
  readonly commit: string;
  /** Ids by name. */
  readonly deployments: Readonly<Record<string, string>>;
}

export async function watchGit(options: WatchOptions, context: Context): Promise<void> {
  const { signal, isOnce, seconds } = options;
  let last: string | undefined;
  /** The commit that was looked at last: a dry run leaves no other trace of it. */
  let seen: string | undefined;
  while (!signal.aborted) {
    try {
      seen = await look(options, context, seen);
      last = undefined;
    } catch (error) {
      if (isOnce) throw error;
      const message = String(error);
      if (message !== last) await options.failed(error);
      last = message;
    }
    if (isOnce) return;
    await pause(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Deploys what the branch has, if it has moved; gives the commit that it is at. */
async function look(options: WatchOptions, context: Context, seen: string | undefined): Promise<string> {
  const { branch, choice } = options;
  const { home = defaultHome(), api_url: server } = context.settings();
  const repository = await open(options.url);
  const { url } = repository;
  const commit = await repository.commitOf(branch);
  const memory = new Memory(home, [server, url, branch, choice.env, choice.file, ...choice.names]);
  const deployed = await memory.read();
  const before = seen ?? deployed?.commit;
  if (before === commit) {
    if (options.isOnce) options.told({ url, branch, commit, before, outcomes: [], gone: [], deleted: [] });
    return commit;
  }
  const folder = await mkdtemp(join(tmpdir(), "weir-gitops-"));
  try {
    await repository.fetch(commit, folder);
    await using api = await context.api();
    const outcomes = await deployFolder(api, folder, choice, context, pullSteps(url, commit, choice.file));
    const present = new Map(outcomes.flatMap(({ kind, name, id }) => (kind === "limit" ? [] : [[name, id]])));
    const missing = Object.entries(deployed?.deployments ?? {}).filter(([name]) => !present.has(name));
    const { mayDelete } = options;
    if (!choice.isDry) {
      if (mayDelete) for (const [, id] of missing) await deleteDeployment(api, id);
      // Those that stay are told again with the next move, until somebody has decided.
      const kept = [...(mayDelete ? [] : missing), ...present];
      await memory.write({ commit, deployments: Object.fromEntries(kept) as Deployed["deployments"] });
    }
    const names = missing.map(([name]) => name);
    const [gone, deleted] = mayDelete ? [[], names] : [names, []];
    options.told({ url, branch, commit, before, outcomes, gone, deleted });
    return commit;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Repository {
  /** Without a login. */
  readonly url: string;
  readonly commitOf: (branch: string | undefined) => Promise<string>;
  readonly fetch: (commit: string, folder: string) => Promise<unknown>;
}

/** A repository whose errors are for people. */
async function open(given: string): Promise<Repository> {
  const { addressOf, commitOf, fetchRepository } = await import("@weir/sdk/steps");
  const environment = process.env;
  const inWords = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new Failure((error as Error).message, "See `weir deploy --help`.", { cause: error });
    }
  };
  const token = /^https?:/i.test(given) ? environment["WEIR_GIT_TOKEN"] : undefined;
  const address = await inWords(() => addressOf(given, token || undefined));
  const print = (text: string): void => void process.stderr.write(text);
  return {
    url: address.url,
    commitOf: (branch) => inWords(() => commitOf(address, branch, { environment, folder: tmpdir() })),
    fetch: (commit, folder) =>
      inWords(() => fetchRepository(address, folder, { revision: commit, isCommit: true }, { environment, print })),
  };
}

/** What brings a worker to the code of a commit: to the folder of the file, from where its paths are meant. */
function pullSteps(repository: string, commit_sha: string, file: string | undefined): readonly Step[] {
  const clone = { "prefect.deployments.steps.git_clone": { id: "clone", repository, commit_sha } };
  const folder = posix.dirname(posix.normalize(file ?? "weir.yaml"));
  if (folder === ".") return [clone];
  const directory = `{{ clone.directory }}/${folder}`;
  return [clone, { "prefect.deployments.steps.set_working_directory": { directory } }];
}

async function deleteDeployment(api: Client, id: string): Promise<void> {
  await api.deployments.delete({ id }).catch((error: unknown) => {
    if (!(error instanceof NotFound)) throw error;
  });
}

/** What was deployed from a branch, in a file of Weir's folder. */
class Memory {
  readonly #folder: string;
  readonly #file: string;

  /** @param what tells this watch from others */
  constructor(home: string, what: readonly unknown[]) {
    this.#folder = join(home, "gitops");
    const name = createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
    this.#file = join(this.#folder, `${name}.json`);
  }

  async read(): Promise<Deployed | undefined> {
    try {
      return JSON.parse(await readFile(this.#file, "utf8")) as Deployed;
    } catch {
      return undefined; // nothing was deployed yet, or it is not known any more: everything is compared with the server
    }
  }

  /** A process that dies leaves the one or the other, never half a file. */
  async write(deployed: Deployed): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${this.#file}.tmp`, JSON.stringify(deployed));
    await rename(`${this.#file}.tmp`, this.#file);
  }
}
