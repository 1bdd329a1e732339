/** The slots that a task holds while it runs: of the limits that its options name, and of those on its tags. */
import type { Backend } from "../backend.ts";
import type { TaskRecord } from "../engine/task-record.ts";
import { writeLine } from "../logging/console.ts";
import { acquire, type Granted, type WantedSlots } from "./acquire.ts";
import { HeldLease, LEASE_SECONDS } from "./lease.ts";

/** A limit that a task takes slots of: one slot, or as many as are said. */
export type TaskLimit = string | { readonly name: string; readonly slots?: number | undefined };

/** What a task's options name. @throws TypeError where a number of slots is none */
export const wantedOf = (limits: readonly TaskLimit[] = []): readonly WantedSlots[] =>
  limits.map((limit) => {
    const { name, slots = 1 } = typeof limit === "string" ? { name: limit } : limit;
    if (!Number.isInteger(slots) || slots < 1)
      throw new TypeError(`limits: ${JSON.stringify(name)} has ${slots} slots, which is not a whole number above 0`);
    return { name, slots };
  });

/** Whether there may be slots that a task run has to hold. */
export const needsSlots = ({ task, tags }: TaskRecord): boolean => task.limits.length > 0 || tags.length > 0;

/** Waits for the slots of a task run; `undefined` where there is no limit to hold them of. */
export async function holdTaskSlots(
  backend: Backend,
  record: TaskRecord,
  signal: AbortSignal,
): Promise<HeldLease | undefined> {
  const { limits } = record.task;
  const wanted = [...limits, ...record.tags.map((tag) => ({ name: `tag:${tag}`, slots: 1 }))];
  const request = { wanted, leaseSeconds: LEASE_SECONDS, holder: { type: "task_run", id: record.id } } as const;
  let granted: Granted;
  try {
    granted = await acquire(backend.api, request, { millis: undefined, signal });
  } catch (error) {
    // Tags are labels first: without a server to ask, what has no other limits goes on.
    if ((error as { readonly code?: unknown }).code !== "unreachable" || limits.length > 0) throw error;
    writeLine("warn", "", "limits on tags are not kept while the server is out of reach", new Date());
    return undefined;
  }
  return granted.names.length > 0 ? new HeldLease(backend, granted.leaseIds, LEASE_SECONDS) : undefined;
}
