/** Tells a process from a later one that has got the same number. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When a process began, in words of the system; `undefined` if there is no such process. */
export function processStart(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    // The name, in parentheses, may hold anything; what follows the last one is fields. Zombies are gone.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return process.platform === "linux" ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return text.trim().replaceAll(/\W+/g, "_") || undefined;
  } catch {
    return undefined;
  }
}
