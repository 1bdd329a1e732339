/** Where the records of results lie. */
import { readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { randomUUID } from "node:crypto";
import type { Micros } from "@weir/contract/time";

export interface Place {
  /** The block it is; `null`: a folder of this machine. */
  readonly blockId: string | null;
  /** What a state says to find the record of a key. */
  at(key: string): string;
  /** `undefined` if there is nothing. */
  read(at: string): Promise<string | undefined>;
  /** Nobody ever reads half a record. */
  write(at: string, text: string): Promise<void>;
  remove(at: string): Promise<void>;
  /** Places that cannot tell have none. */
  writtenAt?(at: string): Promise<Micros | undefined>;
}

/** A block that keeps files: `S3`, `LocalFileSystem`, or one of your own with these methods. */
export interface ResultStorage {
  /** The id of its document: others find the storage by it. `undefined` for a block that is not saved. */
  readonly blockId: string | undefined;
  readonly reference: string;
  /** @throws an error with `code: "ENOENT"` if there is no such file */
  read(path: string): Promise<Uint8Array>;
  /** Writes a file, or replaces it. */
  write(path: string, content: string): Promise<void>;
  /** Removes a file; one that is not there is no error. */
  remove(path: string): Promise<void>;
}

/** Files of up to so many bytes are read at once: by way of other threads the same takes twenty times as long. */
const SMALL = 65_536;

/** Files below the home folder. */
export function localPlace(home: string): Place {
  const folder = resolve(join(home, "storage"));
  return {
    blockId: null,
    at: (key) => resolve(folder, key),
    read: (at) => ifThere(readText(at)),
    write: replace,
    remove: (at) => rm(at, { force: true }),
    writtenAt: (at) =>
      stat(at, { bigint: true }).then(
        ({ mtimeNs }) => Number(mtimeNs / 1000n),
        () => undefined,
      ),
  };
}

/** @throws TypeError for a block that nobody else could find */
export function blockPlace(block: ResultStorage): Place {
  const { blockId } = block;
  if (blockId === undefined)
    throw new TypeError(`the block ${block.reference} is not saved, so nobody could find what it keeps: save it first`);
  return {
    blockId,
    at: (key) => key,
    read: async (at) => {
      const content = await ifThere(block.read(at));
      return content && new TextDecoder().decode(content);
    },
    write: (at, text) => block.write(at, text),
    remove: (at) => block.remove(at),
  };
}

async function readText(file: string): Promise<string> {
  return statSync(file).size <= SMALL ? readFileSync(file, "utf8") : await readFile(file, "utf8");
}

async function ifThere<T>(content: Promise<T>): Promise<T | undefined> {
  try {
    return await content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, text);
  await rename(draft, file);
}
