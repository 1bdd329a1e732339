/** Groups of processes: a run's process leads one, with everything that it starts in it. */
import { readdirSync, readFileSync } from "node:fs";
import { processStart } from "../core/process-start.ts";
import { pause } from "../core/pause.ts";

const LOOK_MS = 50;

/** Sends a signal to a group; false if it is gone. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** What finds the process again, and no other that gets its number later. */
export const handleOf = (pid: number): string => `${pid}-${processStart(pid) ?? ""}`;

/**
 * The handle of the process that was started with a variable of this value, if it is there: of one whose worker was killed
 * before it could write the handle down. Where the system does not show environments, none is found.
 */
export function findByVariable(name: string, value: string): string | undefined {
  const entry = `${name}=${value}`;
  return attempt(() => readdirSync("/proc"))
    ?.filter((pid) =>
      attempt(() => readFileSync(`/proc/${pid}/environ`, "utf8"))
        ?.split("\0")
        .includes(entry),
    )
    .map(Number)
    .filter((pid) => leads(pid))
    .map((pid) => handleOf(pid))[0];
}

/** Whether a process leads its group: what it has started has its environment, too. */
const leads = (pid: number): boolean =>
  Number(
    attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
      ?.split(") ")
      .at(-1)
      ?.split(" ")[2],
  ) === pid;

/** Processes may be gone before they are looked at, and those of others cannot be. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Ends the group of a process that is no child of ours: asks, then insists. Gives whether it was there. */
export async function endGroup(handle: string, graceMillis: number): Promise<boolean> {
  const [pid, start] = handle.split("-");
  const isThere = (): boolean => start !== "" && processStart(Number(pid)) === start;
  if (!isThere()) return false;
  signalGroup(Number(pid), "SIGTERM");
  for (const end = Date.now() + graceMillis; Date.now() < end && isThere();) await pause(LOOK_MS);
  // Also what the process has left behind.
  signalGroup(Number(pid), "SIGKILL");
  while (isThere()) await pause(LOOK_MS);
  return true;
}
