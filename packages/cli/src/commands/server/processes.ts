/** The server processes of a home folder, as far as their files tell. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { setTimeout } from "node:timers/promises";

/** Written by a server in the background; holds its process id. */
export const pidFile = (home: string): string => join(home, "server.pid");
/** What a server in the background prints. */
export const logFile = (home: string): string => join(home, "server.log");

/** The id of the server process of a home folder, if one runs. */
export async function serverOf(home: string): Promise<number | undefined> {
  const background = Number(await readFile(pidFile(home), "utf8").catch(() => ""));
  if (background > 0 && (await isServer(background))) return background;
  const note = await readFile(join(home, "server.json"), "utf8").catch(() => "{}");
  const noted = /"pid":(\d+)/.exec(note)?.[1];
  return noted !== undefined && (await isServer(Number(noted))) ? Number(noted) : undefined;
}

/** Resolves when the process is gone, or the time is over: then with false. */
export async function goneWithin(pid: number, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await setTimeout(50)) if (!isAlive(pid)) return true;
  return !isAlive(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Whether that process is a server. Ids are used again: after a power cut, the one in the file may be of anything, which
 * must not be stopped.
 */
async function isServer(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(async () => {
    const { stdout } = await promisify(execFile)("ps", ["-o", "args=", "-p", String(pid)]).catch(() => ({
      stdout: "",
    }));
    return stdout;
  });
  return /\bserver[\0 ]+start\b/.test(line);
}
