/**
 * Which runs this worker has, kept in files, so that the next worker can settle what one that was killed has left.
 *
 * L1  A run is written down before anything is started for it, and what finds its infrastructure right after that.
 *     A claim is written down before it is asked for: its answer may be lost, and asking again gives the same runs.
 * L2  A worker is known by its process and the time that began, so that two of one name are told apart.
 * L3  What a worker has left is taken over by one other, whoever renames its folder first.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStart } from "./process-start.ts";

/** A run that a worker had; or, of stage "asked", a claim that it had no answer to. */
export interface Entry {
  /** Id of the run, or the token of the claim. */
  readonly id: string;
  /** Address of the API that the run is of. */
  readonly api: string;
  readonly stage: "asked" | "claimed" | "launching" | "launched";
  /** What finds its infrastructure. */
  readonly handle?: string;
}

export class Ledger {
  readonly #root: string;
  readonly #api: string;
  readonly #own: string;

  /**
   * @param home folder of Weir's own files
   * @param api address of the API: what is left of others is not ours to settle
   */
  constructor(home: string, api: string) {
    this.#root = join(home, "workers");
    this.#api = api;
    this.#own = join(this.#root, `${process.pid}-${processStart(process.pid) ?? 0}`);
    mkdirSync(this.#own, { recursive: true });
  }

  write(id: string, stage: Entry["stage"], handle?: string): void {
    const entry: Entry = { id, api: this.#api, stage, ...(handle === undefined ? {} : { handle }) };
    // Synchronous: between the start of a process and this line nothing else may happen.
    const file = join(this.#own, `${id}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(entry));
    renameSync(`${file}.new`, file);
  }

  forget(id: string): void {
    rmSync(join(this.#own, `${id}.json`), { force: true });
  }

  /** Takes over what workers that are gone have left. What is not settled by `forget` is left for the next one. */
  takeOver(): readonly Entry[] {
    const entries: Entry[] = [];
    for (const folder of readdirSync(this.#root)) {
      const path = join(this.#root, folder);
      if (path === this.#own || isAlive(folder)) continue;
      for (const file of this.#taken(path)) {
        const entry = readEntry(join(this.#own, file));
        if (entry && entry.api === this.#api) entries.push(entry);
      }
    }
    return entries;
  }

  /** Removes the folder, if nothing is left in it. */
  close(): void {
    if (readdirSync(this.#own).length === 0) rmSync(this.#own, { recursive: true, force: true });
  }

  /** Moves the files of a folder into our own; gives their names. */
  #taken(path: string): readonly string[] {
    const files: string[] = [];
    const names = attempt(() => readdirSync(path)) ?? [];
    for (const name of names.filter((one) => one.endsWith(".json"))) {
      if (readEntry(join(path, name))?.api !== this.#api) continue;
      if (attempt(() => (renameSync(join(path, name), join(this.#own, name)), true))) files.push(name);
    }
    if (files.length === names.length) attempt(() => rmSync(path, { recursive: true }));
    return files;
  }
}

/** What another worker is doing in the same folder is no reason to fail. */
function attempt<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}

const readEntry = (file: string): Entry | undefined => attempt(() => JSON.parse(readFileSync(file, "utf8")) as Entry);

function isAlive(folder: string): boolean {
  const [pid, start] = folder.split("-");
  return processStart(Number(pid)) === start;
}
