/**
 * The note by which processes on one machine find the server of a SQLite database: its address, in a file beside it.
 * For the database of a home folder that is `server.json`.
 *
 * M1. At most one listening server serves a SQLite database: the second is refused with one line.
 * M2. The note of a process that is gone (killed) counts for nothing and is replaced.
 */
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { WEIR_VERSION } from "@weir/contract";
import { CannotStart } from "./platform/cannot-start.ts";

interface Note {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
}

/** Thrown where another process has the database already. */
export class HomeInUse extends CannotStart {
  override readonly name = "HomeInUse";
  constructor(message: string) {
    super(message, "Use that server, stop it (`weir server stop`), or give this one another --home or --database.");
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Note;
  } catch {
    return undefined; // none, or half written by a process that was killed
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "it is on a read-only file system",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "there is a file of that name",
  ENOENT: "there is no such folder",
};

/** A folder cannot hold what has to be in it. */
export function notWritable(folder: string, cause: unknown): CannotStart {
  const { code = "" } = cause as NodeJS.ErrnoException;
  return new CannotStart(
    `nothing can be written to ${folder}: ${REASONS[code] ?? (cause as Error).message}`,
    "Make it a folder that you may write to, or name another one with WEIR_HOME or --home.",
    { cause },
  );
}

export interface Marker {
  /** Writes the address at which the home is served from now on. */
  announce(url: string): Promise<void>;
  remove(): Promise<void>;
}

/** Where the note of a database is. */
function noteOf(database: string): string {
  const file = resolve(database);
  return basename(file) === "weir.db" ? join(dirname(file), "server.json") : `${file}.server.json`;
}

/**
 * Claims a SQLite database for this process.
 *
 * @throws HomeInUse where another server has it, CannotStart where its folder cannot be written to
 */
export async function claimDatabase(database: string): Promise<Marker> {
  const path = noteOf(database);
  for (;;) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(JSON.stringify({ url: "", pid: process.pid, version: WEIR_VERSION } satisfies Note));
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw notWritable(dirname(path), error);
    }
    const note = await readNote(path);
    if (note && note.pid !== process.pid && isAlive(note.pid))
      throw new HomeInUse(`${database} is served already by process ${note.pid}${note.url ? ` at ${note.url}` : ""}`);
    await rm(path, { force: true });
  }
  return {
    async announce(url) {
      // Whole or not at all: a reader never sees half a note.
      await writeFile(`${path}.new`, JSON.stringify({ url, pid: process.pid, version: WEIR_VERSION } satisfies Note));
      await rename(`${path}.new`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}
