/** How often the system has killed a process of this control group for want of memory. */
import { readFileSync } from "node:fs";

export function memoryKills(): number {
  try {
    const group = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/";
    const events = readFileSync(`/sys/fs/cgroup${group === "/" ? "" : group}/memory.events`, "utf8");
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
  } catch {
    return 0; // a system that does not say
  }
}
