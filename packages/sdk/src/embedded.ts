/**
 * No server configured: the server in this process, on the database in the home folder. This is the only file that
 * imports the server, and only when it is needed. If a server already serves that folder, it is used instead.
 */
import type { Transport } from "@weir/client";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WeirError } from "./errors.ts";
import { homeOf, type Settings } from "./settings.ts";

/** `@weir/server` is not installed. */
export class NoServer extends WeirError {
  static override readonly code: string = "no_server";
}

/** A transport to whatever serves the home folder. */
export async function openLocal(settings: Settings): Promise<Transport> {
  const home = homeOf(settings);
  const url = await servingUrl(home);
  if (url !== undefined) {
    const { HttpTransport } = await import("@weir/client");
    return new HttpTransport({
      url,
      apiKey: settings.api_key,
      authString: settings.api_auth_string ?? settings.server_auth_string,
      retry: { retries: settings.client_max_retries },
    });
  }
  return openEmbedded(home);
}

const load = () => import("@weir/server");

/** A server in this process. */
export type LocalServer = Transport & Awaited<ReturnType<Awaited<ReturnType<typeof load>>["openEmbedded"]>>;

/**
 * Opens a server in this process, on the database in a folder.
 *
 * @param exclusive whether the folder is for this process alone as long as the server is open
 * @param otherwise what to do where there is no server to open, for the message
 * @param clock what it tells the time by; the machine's by default
 */
export async function openEmbedded(
  home: string,
  exclusive = false,
  otherwise = "no server is configured: set WEIR_API_URL",
  clock?: { now(): number },
): Promise<LocalServer> {
  const server = await load().catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("'@weir/server'")) throw error;
    throw new NoServer(`@weir/server is not installed, and ${otherwise}, or install \`weir\` (or @weir/server)`);
  });
  return server.openEmbedded({ home, exclusive, ...(clock && { clock }) });
}

/** The address that a running server has left in the folder; none while it is still starting. */
export async function servingUrl(home: string): Promise<string | undefined> {
  let note: { readonly url: string; readonly pid: number };
  try {
    note = JSON.parse(await readFile(join(home, "server.json"), "utf8")) as typeof note;
  } catch {
    return undefined; // no server serves it, or one is just about to write its note
  }
  return note.url !== "" && isAlive(note.pid) ? note.url : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
