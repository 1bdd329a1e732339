/**
 * Finds the result of a call, or says who is to make it.
 *
 * H1. Of callers with the same key one makes the value; the others wait for as long as he renews his lease.
 * H2. Whoever is told to make it has looked while nobody else was making it: he does not make what was there a moment before.
 * H3. Every hit and every miss is on record with its reason, by the rule that also answers the caller (hits.ts: when).
 */
import { createHash } from "node:crypto";
import {
  formatTime,
  parseTime,
  seconds,
  type CacheAnswer,
  type CacheLookup,
  type CacheStore,
  type CacheEntry,
  type Micros,
} from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { missOf, type Candidate, type Miss } from "../../rules/caching/miss.ts";
import type { CacheDecisionTable } from "../../storage/cache-tables.ts";
import {
  deleteCacheLease,
  insertCacheDecision,
  putCacheEntry,
  readCacheClearing,
  readCacheEntriesOfTask,
  readCacheEntryByKey,
  readCacheLease,
  readCacheLeaseByKey,
  readLastCacheDecision,
  renewCacheLease,
  takeCacheLease,
  toCacheEntry,
  type EntryRow,
} from "../../storage/queries/cache.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { Caller, Context } from "../context.ts";

/** How long a lease lasts from one renewal to the next. */
const CACHE_LEASE: Micros = seconds(60);
/** The newest results of a task, of which the nearest is told. */
const CANDIDATES = 50;

type Found = EntryRow & { readonly value: string | null };
type Step =
  | { readonly answer: CacheAnswer }
  /** Somebody else makes the value, until then unless he renews his lease. */
  | { readonly answer: CacheAnswer; readonly until: Micros };

/** By which servers tell each other of a key. */
const signalOf = (namespace: string, key: string): string =>
  createHash("sha256")
    .update(JSON.stringify([namespace, key]))
    .digest("hex");

const isGood = (row: Found, now: Micros): boolean => row.expires === null || row.expires > now;

const ANSWER: CacheAnswer = {
  outcome: "hit",
  entry: null,
  value: null,
  reason: null,
  message: "",
  cleared: null,
  computed_by: null,
};

export async function lookUp(context: Context, body: CacheLookup, caller: Caller): Promise<CacheAnswer> {
  const { clock, work, hits } = context;
  await hits.room;
  const ends = clock.now() + seconds(body.wait ?? 0);
  const left = caller.gone?.();
  const gone = left ? AbortSignal.any([left, work.stopped]) : work.stopped;
  const waiter = work.resultWaiter(signalOf(body.namespace, body.key));
  try {
    for (;;) {
      const step = await lookOnce(context, body);
      const now = clock.now();
      // Handed over to somebody who is no longer there to hear of it.
      if (left?.aborted && step.answer.outcome === "miss" && body.lease_id != null)
        await endCacheLease(context, body.lease_id);
      if (!("until" in step) || now >= ends || gone.aborted) return step.answer;
      // A lease that ran out tells nobody.
      await waiter.next((Math.min(ends, step.until) - now) / 1000 + 1, gone);
    }
  } finally {
    waiter.stop();
  }
}

async function lookOnce(context: Context, body: CacheLookup): Promise<Step> {
  const { store, clock, hits } = context;
  const isWanted = !body.refresh && body.unreadable == null;
  if (isWanted) {
    const row = await store.read((db) => db.first(readCacheEntryByKey, body));
    if (row && isGood(row, clock.now())) return { answer: hit(context, row, body) };
  }
  // Why there is none may depend on how earlier calls went.
  if (hits.length > 0) await hits.recorded();
  const step = await store.write(async (tx): Promise<Step | { readonly found: Found }> => {
    const now = clock.now();
    if (body.lease_id != null) {
      const taken = await tx.run(takeCacheLease, {
        id: body.lease_id.toLowerCase(),
        namespace: body.namespace,
        key: body.key,
        task_run_id: body.task_run_id.toLowerCase(),
        since: now,
        expires: now + CACHE_LEASE,
        now,
      });
      const other = taken === 0 ? await tx.first(readCacheLeaseByKey, body) : undefined;
      if (other) return { answer: computing(other), until: other.expires };
    }
    // Looked at after the lease was taken (H2): who had it before has stored his result together with its end.
    const row = await tx.first(readCacheEntryByKey, body);
    if (row && isWanted && isGood(row, now)) {
      if (body.lease_id != null) await endLease(context, tx, body.lease_id);
      return { found: row };
    }
    return { answer: await miss(tx, row, body, now) };
  });
  // No hit before its transaction is committed.
  return "found" in step ? { answer: hit(context, step.found, body) } : step;
}

const computing = ({ task_run_id, since }: { readonly task_run_id: string; readonly since: Micros }): CacheAnswer => ({
  ...ANSWER,
  outcome: "computing",
  message: `task run ${task_run_id} makes it since ${formatTime(since)}`,
  computed_by: { task_run_id, since: formatTime(since) },
});

function hit({ clock, hits }: Context, row: Found, body: CacheLookup): CacheAnswer {
  const now = clock.now();
  const message = `made by task run ${row.task_run_id} at ${formatTime(row.created)}`;
  const decision = decisionOf(body, now, { outcome: "hit", reason: null, message, changed: [], nearest: row });
  hits.note({ entryId: row.id, decision });
  const counted = { ...row, hits: row.hits + hits.of(row.id), used: now };
  return { ...ANSWER, entry: toCacheEntry(counted), value: row.value, message };
}

async function miss(tx: Transaction, row: Found | undefined, body: CacheLookup, now: Micros): Promise<CacheAnswer> {
  const cleared = (await tx.first(readCacheClearing, body))?.cleared ?? null;
  const found = await explain(tx, row, body, cleared, now);
  await tx.run(insertCacheDecision, decisionOf(body, now, { ...found, outcome: "miss" }));
  const { reason, message } = found;
  return { ...ANSWER, outcome: "miss", reason, message, cleared: cleared === null ? null : formatTime(cleared) };
}

interface Near extends Candidate {
  readonly task_run_id: string;
  readonly flow_run_id: string | null;
  readonly created: Micros;
}

async function explain(
  db: Reader,
  row: Found | undefined,
  body: CacheLookup,
  cleared: Micros | null,
  now: Micros,
): Promise<Miss<Near>> {
  const isCleared = async (): Promise<boolean> => {
    if (row || cleared === null) return false;
    const last = await db.first(readLastCacheDecision, body);
    return last !== undefined && last.at <= cleared;
  };
  const candidates = row ? [] : await db.all(readCacheEntriesOfTask, { ...body, limit: CANDIDATES });
  return missOf<Near>({
    task: body.task_name,
    namespace: body.namespace,
    parts: body.parts ?? {},
    refresh: body.refresh ?? false,
    unreadable: row && body.unreadable?.toLowerCase() === row.id ? row : undefined,
    expired: row && !isGood(row, now) ? formatTime(row.expires!) : undefined,
    cleared: (await isCleared()) ? formatTime(cleared!) : undefined,
    candidates: candidates.map((each) => ({ ...each, parts: JSON.parse(each.parts) as Candidate["parts"] })),
  });
}

function decisionOf(
  body: CacheLookup,
  now: Micros,
  {
    outcome,
    reason,
    message,
    changed,
    nearest,
  }: Omit<Miss<Near>, "reason" | "nearest"> & {
    readonly outcome: "hit" | "miss";
    readonly reason: CacheAnswer["reason"];
    readonly nearest: Pick<Near, "task_run_id" | "flow_run_id" | "created"> | undefined;
  },
): CacheDecisionTable {
  const near = nearest && {
    task_run_id: nearest.task_run_id,
    flow_run_id: nearest.flow_run_id,
    created: formatTime(nearest.created),
  };
  return {
    id: uuid7(),
    at: now,
    namespace: body.namespace,
    key: body.key,
    task_name: body.task_name,
    flow_run_id: body.flow_run_id?.toLowerCase() ?? null,
    task_run_id: body.task_run_id.toLowerCase(),
    outcome,
    reason,
    message,
    changed: JSON.stringify(changed),
    nearest: near ? JSON.stringify(near) : null,
  };
}

/** Keeps a result; whoever waits for it gets it. */
export async function storeResult(context: Context, body: CacheStore): Promise<CacheEntry> {
  const { store, clock } = context;
  return store.write(async (tx) => {
    const now = clock.now();
    const id = uuid7();
    const { namespace, key } = body;
    const expires = body.expires == null ? null : parseTime(body.expires);
    const row = {
      id,
      namespace,
      key,
      task_name: body.task_name,
      task_version: body.task_version ?? null,
      tags: JSON.stringify(body.tags ?? []),
      parts: JSON.stringify(body.parts ?? {}),
      flow_run_id: body.flow_run_id?.toLowerCase() ?? null,
      task_run_id: body.task_run_id.toLowerCase(),
      created: now,
      expires,
      used: now,
      hits: 0,
      size: body.size,
      digest: body.digest,
      value: body.value ?? null,
      host: body.host,
      path: body.path,
    };
    await tx.run(putCacheEntry, row);
    const lease = await tx.first(readCacheLeaseByKey, { namespace, key });
    if (lease?.task_run_id === row.task_run_id) await endLease(context, tx, lease.id);
    return toCacheEntry({ ...row, is_kept: row.value === null ? 0 : 1 });
  });
}

/** Lets the others go on (H1); nothing happens where there is no such lease. */
async function endLease({ work }: Context, tx: Transaction, leaseId: string): Promise<void> {
  const id = leaseId.toLowerCase();
  const lease = await tx.first(readCacheLease, { id });
  if (!lease) return;
  await tx.run(deleteCacheLease, { id });
  tx.afterCommit(() => work.resultMade(signalOf(lease.namespace, lease.key)));
}

export const endCacheLease = (context: Context, id: string): Promise<void> =>
  context.store.write((tx) => endLease(context, tx, id));

export async function renewCacheLeaseBy({ store, clock }: Context, id: string): Promise<void> {
  const now = clock.now();
  const args = { id: id.toLowerCase(), now, expires: now + CACHE_LEASE };
  if ((await store.write((tx) => tx.run(renewCacheLease, args))) === 0)
    throw new Refusal("gone", "Lease not found - it may have expired: others may make the value");
}
