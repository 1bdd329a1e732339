/**
 * The note by which processes on one machine find the server of a home folder: `server.json` with its address.
 *
 * M1. At most one listening server serves a home: the second is refused with one line.
 * M2. The note of a process that is gone (killed) counts for nothing and is replaced.
 */
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WEIR_VERSION } from "@weir/contract";

interface Note {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
}

/** Thrown where another server has the home already. */
export class HomeInUse extends Error {
  override readonly name = "HomeInUse";
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

export interface Marker {
  /** Writes the address at which the home is served from now on. */
  announce(url: string): Promise<void>;
  remove(): Promise<void>;
}

/** Claims a home folder for this process; throws `HomeInUse`. */
export async function claimHome(home: string): Promise<Marker> {
  const path = join(home, "server.json");
  for (;;) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(JSON.stringify({ url: "", pid: process.pid, version: WEIR_VERSION } satisfies Note));
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const note = await readNote(path);
    if (note && note.pid !== process.pid && isAlive(note.pid))
      throw new HomeInUse(`${home} is served already by process ${note.pid}${note.url ? ` at ${note.url}` : ""}`);
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
