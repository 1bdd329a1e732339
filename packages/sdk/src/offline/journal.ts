/**
 * Where runs are kept while their server is out of reach: an embedded server of their own, in a folder of its own below
 * `$WEIR_HOME/offline`.
 *
 * J1. A journal belongs to one process as long as that runs, and to whoever takes it up afterwards: the system lets go of
 *     its lock when the process ends, however it ends.
 * J2. It is removed only when the server it is meant for has all of it.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportBatch } from "@weir/contract";
import { type LocalServer, openEmbedded } from "../embedded.ts";
import { WeirError } from "../errors.ts";

interface Note {
  /** Address of the API that the runs are meant for. */
  readonly url: string;
  readonly since: string;
}

/** A journal that nobody has open at the moment, or that a process still writes. */
export interface JournalNote extends Note {
  readonly folder: string;
}

const NOTE = "journal.json";
/** Ending of a folder whose server refused something of it: it is kept, and not offered again. */
const REFUSED = ".refused";

const folderOf = (home: string): string => join(home, "offline");

export class Journal {
  readonly note: JournalNote;
  readonly server: LocalServer;

  private constructor(note: JournalNote, server: LocalServer) {
    this.note = note;
    this.server = server;
  }

  /** Begins a journal. */
  static async create(home: string, url: string): Promise<Journal> {
    const since = new Date().toISOString();
    const folder = join(folderOf(home), `${since.slice(0, 19).replaceAll(":", "")}-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true });
    const server = await openEmbedded(folder, true, `the server at ${url} is out of reach: wait until it is back`);
    // Last: a folder with a note is a whole journal.
    await writeFile(join(folder, NOTE), JSON.stringify({ url, since } satisfies Note));
    return new Journal({ folder, url, since }, server);
  }

  /** Takes up a journal that a process has left; `undefined` while a process has it open. */
  static async take(note: JournalNote): Promise<Journal | undefined> {
    const server = await openEmbedded(note.folder, true).catch((error: unknown) => {
      if ((error as Error).name === "HomeInUse") return undefined;
      throw error;
    });
    if (!server) return undefined;
    await server.crashAbandonedRuns();
    return new Journal(note, server);
  }

  /** Goes on here with runs that began on a server. */
  async seed(batch: ImportBatch): Promise<void> {
    const answer = await this.server.request({ method: "POST", path: "/weir/import", body: batch });
    if (answer.status !== 200)
      throw new WeirError(`the journal did not take the runs over: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async countFlowRuns(): Promise<number> {
    return (await this.server.request({ method: "POST", path: "/flow_runs/count", body: {} })).body as number;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.note.folder, { recursive: true, force: true });
  }

  /** Keeps the folder under another name, by which it is not offered for upload again; gives that name. */
  async setAside(): Promise<string> {
    await this.close();
    const aside = this.note.folder + REFUSED;
    await rename(this.note.folder, aside);
    return aside;
  }
}

/** The journals below a home folder, the oldest first. */
export async function listJournals(home: string): Promise<JournalNote[]> {
  const names = await readdir(folderOf(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const notes: JournalNote[] = [];
  for (const name of names.filter((each) => !each.endsWith(REFUSED)).toSorted()) {
    const folder = join(folderOf(home), name);
    const text = await readFile(join(folder, NOTE), "utf8").catch(() => undefined);
    // Without a note it is only just being made, or was removed meanwhile.
    if (text !== undefined) notes.push({ ...(JSON.parse(text) as Note), folder });
  }
  return notes;
}
