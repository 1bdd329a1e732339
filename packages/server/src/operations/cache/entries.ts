/** The results that are kept: who looks at them, and how they go. */
import {
  seconds,
  type CacheClear,
  type CacheCleared,
  type CacheDecisionPage,
  type CacheDecisionQuery,
  type CacheEntry,
  type CacheEntryPage,
  type CacheEntryQuery,
  type Micros,
} from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import {
  countCacheEntries,
  countOldCacheDecisions,
  countOldCacheEntries,
  deleteCacheEntries,
  deleteCacheEntry,
  deleteOldCacheDecisions,
  deleteOldCacheEntries,
  deleteOldCacheLeases,
  filterCacheDecisions,
  filterCacheEntries,
  putCacheClearing,
  readCacheEntry,
  toCacheDecision,
  toCacheEntry,
} from "../../storage/queries/cache.ts";
import { uuid7 } from "../../platform/ids.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { pageById } from "../id-pages.ts";
import { inPieces } from "../in-pieces.ts";

/** Rows removed in one transaction. */
const REMOVED_AT_ONCE = 1000;
/** Stands for all namespaces. */
const ALL = "";

export async function listCacheEntries({ store, hits }: Context, wanted: CacheEntryQuery): Promise<CacheEntryPage> {
  await hits.recorded();
  const { rows, next } = await pageById(wanted, (place) =>
    store.scan((db) => db.rows(filterCacheEntries({ ...wanted, ...place }, store.dialect))),
  );
  return { entries: rows.map(toCacheEntry), next };
}

export async function listCacheDecisions(
  { store, hits }: Context,
  wanted: CacheDecisionQuery,
): Promise<CacheDecisionPage> {
  await hits.recorded();
  const { rows, next } = await pageById(wanted, (place) =>
    store.scan((db) => db.rows(filterCacheDecisions({ ...wanted, ...place }))),
  );
  return { decisions: rows.map(toCacheDecision), next };
}

export async function cacheEntryById({ store, hits }: Context, id: string): Promise<CacheEntry> {
  await hits.recorded();
  const row = await store.read((db) => db.first(readCacheEntry, { id }));
  if (!row) throw notFound("Cache entry");
  return toCacheEntry(row);
}

/** Forgets a result; copies of it that the server does not know are no longer good either. */
export async function deleteCacheEntryById({ store, clock }: Context, id: string): Promise<void> {
  await store.write(async (tx) => {
    const row = await tx.first(readCacheEntry, { id });
    if (!row) throw notFound("Cache entry");
    const occurred = clock.now();
    const name = `${row.namespace}/${row.key}`;
    await tx.run(deleteCacheEntry, { id });
    await tx.run(putCacheClearing, { namespace: row.namespace, cleared: occurred });
    await audit(tx, { occurred, action: "deleted", kind: "cache-entry", id, name });
  });
}

/**
 * Forgets results, a bounded number in each transaction.
 *
 * @throws Refusal where nothing says which, and not that all are meant
 */
export async function clearCache({ store, clock }: Context, body: CacheClear): Promise<CacheCleared> {
  const { all = false, dry_run = false, ...given } = body;
  const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
  if (Object.keys(wanted).length === 0 && !all)
    throw new Refusal(
      "invalid",
      'all: nothing says which results are meant; name a namespace, key, key_prefix, task_name, task_version or tag, or set "all"',
    );
  const { dialect } = store;
  if (dry_run) {
    const [counted] = await store.scan((db) => db.rows(countCacheEntries(wanted, dialect)));
    return { dry_run, entries: counted?.count ?? 0 };
  }
  // First of all: no old copy comes back while the rows go, and what is made meanwhile stays.
  const cleared = clock.now();
  const namespace = body.namespace ?? ALL;
  await store.write(async (tx) => {
    await tx.run(putCacheClearing, { namespace, cleared });
    const name = namespace === ALL ? "all namespaces" : namespace;
    await audit(tx, { occurred: cleared, action: "deleted", kind: "cache", id: uuid7(), name, before: wanted });
  });
  const entries = await inPieces(REMOVED_AT_ONCE, (limit) =>
    store.write((tx) => tx.change(deleteCacheEntries(wanted, cleared, limit, dialect))),
  );
  return { dry_run, entries };
}

const bounds = ({ settings }: Context, now: Micros) => ({
  entries: { now, unused: now - seconds(settings.server_cache_retention) },
  decisions: { before: now - seconds(settings.server_events_retention) },
});

/** Removes what has expired or is too old; answers how much it was. */
export async function deleteOldCache(
  context: Context,
  now: Micros,
): Promise<{ readonly cache_entries: number; readonly cache_decisions: number }> {
  const { store } = context;
  const { entries, decisions } = bounds(context, now);
  await context.hits.recorded();
  await store.write((tx) => tx.run(deleteOldCacheLeases, { now }));
  return {
    cache_entries: await inPieces(REMOVED_AT_ONCE, (limit) =>
      store.write((tx) => tx.run(deleteOldCacheEntries, { ...entries, limit })),
    ),
    cache_decisions: await inPieces(REMOVED_AT_ONCE, (limit) =>
      store.write((tx) => tx.run(deleteOldCacheDecisions, { ...decisions, limit })),
    ),
  };
}

/** What `deleteOldCache` would remove. */
export async function countOldCache(
  context: Context,
  now: Micros,
): Promise<{ readonly cache_entries: number; readonly cache_decisions: number }> {
  const { entries, decisions } = bounds(context, now);
  await context.hits.recorded();
  return context.store.scan(async (db) => ({
    cache_entries: (await db.first(countOldCacheEntries, entries))?.count ?? 0,
    cache_decisions: (await db.first(countOldCacheDecisions, decisions))?.count ?? 0,
  }));
}
