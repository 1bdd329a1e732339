/**
 * The slots of tags that task runs take when their states are set over REST (spec CORE, 6.2). A Python client's ordinary
 * task runs take theirs themselves, under leases of their own.
 */
import type { Micros } from "@weir/contract";
import { longestWait } from "../../rules/concurrency/decay.ts";
import type { Verdict } from "../../rules/evaluate.ts";
import { clampedPoisson } from "../../rules/jitter.ts";
import type { TaskRunFacts } from "../../rules/task-run/facts.ts";
import { lockLimitsNamed } from "../../storage/queries/concurrency-limits.ts";
import { deleteSlot, readSlotsOfHolder } from "../../storage/queries/concurrency-slots.ts";
import type { TaskRunRow } from "../../storage/queries/task-runs.ts";
import type { Transaction } from "../../storage/store.ts";
import type { ConcurrencyLimitTable, ConcurrencySlotTable } from "../../storage/tables.ts";
import { activeSlots, releaseLease, takeSlots } from "../concurrency/slots.ts";

const PREFIX = "tag:";
/** How far a wait may exceed its average. */
const SPREAD = 0.3;

const tagOf = ({ name }: ConcurrencyLimitTable): string => name.slice(PREFIX.length);

/** The limits on a run's tags, locked, and the slots that the run holds of them. */
async function load(
  tx: Transaction,
  row: Pick<TaskRunRow, "id" | "tags">,
): Promise<{ limits: ConcurrencyLimitTable[]; held: ConcurrencySlotTable[] }> {
  const tags = row.tags === "[]" ? [] : (JSON.parse(row.tags) as string[]);
  if (tags.length === 0) return { limits: [], held: [] };
  const names = tags.map((tag) => PREFIX + tag);
  const limits = (await tx.rows(lockLimitsNamed(names, tx.dialect))).filter(({ active }) => active);
  if (limits.length === 0) return { limits, held: [] };
  const ids = new Set(limits.map(({ id }) => id));
  const slots = await tx.all(readSlotsOfHolder, { holder_type: "task_run", holder_id: row.id });
  return { limits, held: slots.filter(({ limit_id }) => limit_id !== null && ids.has(limit_id)) };
}

/** @param random uniform in [0, 1) */
export async function loadTagLimit(
  tx: Transaction,
  row: Pick<TaskRunRow, "id" | "tags">,
  now: Micros,
  random: number,
): Promise<TaskRunFacts["tagLimit"]> {
  const { limits, held } = await load(tx, row);
  const zero = limits.find(({ limit }) => limit === 0);
  if (zero) return { is: "zero", tag: tagOf(zero) };
  const wanted = limits.filter(({ id }) => !held.some(({ limit_id }) => limit_id === id));
  if (wanted.length === 0) return null;
  const taken = await activeSlots(tx, wanted, now);
  const full = wanted.filter(({ id, limit }) => taken.get(id)! >= limit);
  if (full.length === 0) return { is: "free" };
  const average = Math.max(...full.map((limit) => Math.min(limit.avg_slot_occupancy_seconds, longestWait(limit))));
  return {
    is: "full",
    tags: full.map(tagOf),
    waitSeconds: Math.round(clampedPoisson(average, SPREAD, random)),
  };
}

/** Takes and gives back slots as the verdict says. */
export async function applyTagEffects(
  tx: Transaction,
  row: Pick<TaskRunRow, "id" | "tags">,
  verdict: Verdict,
  now: Micros,
): Promise<void> {
  for (const { do: effect } of [...verdict.before, ...verdict.after])
    if (effect === "acquire-task-slots") {
      const { limits, held } = await load(tx, row);
      const wanted = limits.filter(({ id }) => !held.some(({ limit_id }) => limit_id === id));
      await takeSlots(tx, wanted, 1, now, { holder: { type: "task_run", id: row.id } });
    } else if (effect === "release-task-slots") await releaseTagSlots(tx, row, now);
}

/** Gives back whatever the task run holds of the limits on its tags. */
export async function releaseTagSlots(
  tx: Transaction,
  row: Pick<TaskRunRow, "id" | "tags">,
  now: Micros,
): Promise<void> {
  const { held } = await load(tx, row);
  for (const slot of held)
    if (slot.lease_id) await releaseLease(tx, slot.lease_id, now);
    else await tx.run(deleteSlot, { id: slot.id });
}
