/** What is worth a warning when a worker starts. */
import type { Client } from "@weir/client";
import { parseTime } from "@weir/contract/time";

/** Seconds: less is what a request takes, and what the header rounds away. */
const TOLERABLE = 5;
/** Signs of life that a worker may miss before it counts as gone. */
const MISSED = 3;

/** A warning if this machine's clock is not the server's: runs begin when the server says so, states are dated here. */
export async function clockDoubt(url: string): Promise<string | undefined> {
  const asked = Date.now();
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await response?.body?.cancel();
  const theirs = Date.parse(response?.headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return undefined;
  // The header has whole seconds: half of one later is nearest.
  const ahead = Math.round(((asked + Date.now()) / 2 - theirs - 500) / 1000);
  if (Math.abs(ahead) <= TOLERABLE) return undefined;
  return `this machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} the server's: the times of runs will not fit together, set it right`;
}

/** A warning if another worker of the name seems to be at work: the pool shows the two as one. */
export async function nameDoubt(api: Client, work_pool_name: string, name: string): Promise<string | undefined> {
  const found = await api.workPools.filterWorkers({ work_pool_name }, { workers: { status: { any_: ["ONLINE"] } } });
  const other = found.find((worker) => worker.name === name);
  if (!other?.last_heartbeat_time) return undefined;
  const seconds = Math.round((Date.now() - parseTime(other.last_heartbeat_time) / 1000) / 1000);
  if (seconds > MISSED * (other.heartbeat_interval_seconds ?? 30)) return undefined;
  return `a worker named ${name} gave a sign of life ${seconds} s ago: if it still runs, the pool shows the two as one (give each its own --name)`;
}
