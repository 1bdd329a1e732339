/** Groups of processes: a run's process leads one, with everything that it starts in it. */
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
