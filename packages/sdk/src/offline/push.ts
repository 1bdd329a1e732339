/** Sends journals to their servers, now or later. */
import type { HttpTransport } from "@weir/client";
import { writeLine } from "../logging/console.ts";
import { Journal, listJournals } from "./journal.ts";
import { upload, type Uploaded } from "./upload.ts";

export interface Pushed extends Uploaded {
  /** Where the journal is kept, if the server refused something of it. */
  readonly aside: string | undefined;
}

/** Sends a journal and removes it; `undefined` if the server cannot be reached, or broke off. */
export async function pushJournal(journal: Journal, to: HttpTransport): Promise<Pushed | undefined> {
  const { Unavailable, ServerError } = await import("@weir/client");
  try {
    return await sendJournal(journal, to);
  } catch (error) {
    if (error instanceof Unavailable || error instanceof ServerError) return undefined;
    throw error;
  }
}

/** The same, but throws whatever kept it from being sent. */
export async function sendJournal(journal: Journal, to: HttpTransport): Promise<Pushed> {
  const uploaded = await upload(journal, to);
  const { flowRuns, refused } = uploaded;
  const aside = refused.length > 0 ? await journal.setAside() : undefined;
  if (aside === undefined) await journal.remove();
  const runs = flowRuns === 1 ? "1 flow run" : `${flowRuns} flow runs`;
  writeLine(
    "info",
    "",
    `${runs} recorded without the server ${flowRuns === 1 ? "was" : "were"} sent to ${to.url}`,
    new Date(),
  );
  if (aside !== undefined)
    writeLine(
      "warn",
      "",
      `the server refused ${refused.length} of what was sent, kept in ${aside}: ${refused[0]}`,
      new Date(),
    );
  return { ...uploaded, aside };
}

/** Sends what processes that are gone have left for a server; silently leaves it where that cannot be reached. */
export async function pushLeft(home: string, to: HttpTransport): Promise<void> {
  for (const note of await listJournals(home)) {
    if (note.url !== to.url) continue;
    const journal = await Journal.take(note);
    if (!journal) continue;
    if (await pushJournal(journal, to)) continue;
    return journal.close();
  }
}
