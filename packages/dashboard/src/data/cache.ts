/** Cached results, and why calls found one or did not. */
import type { CacheDecision, CacheEntry, CacheEntryPage } from "@weir/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Milliseconds: no live topic tells of results. */
const EVERY = 5000;

export const cacheKeys = { entries: ["cache"] as const };

export const cacheEntriesQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: [...cacheKeys.entries, text] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<CacheEntryPage> =>
      api.cache.filter({ text: text || null, cursor: pageParam }, { signal }),
    getNextPageParam: (last: CacheEntryPage) => last.next,
    refetchInterval: EVERY,
  });

/** Clears a result, on every machine: the next run with the same inputs makes it anew. */
export const clearCached = async ({ namespace, key }: Pick<CacheEntry, "namespace" | "key">): Promise<void> => {
  await api.cache.clear({ namespace, key });
};

/** How the call of a task run went; null where it was none of a cached task, or too long ago. */
export const cacheDecisionQuery = (taskRunId: string) =>
  queryOptions({
    queryKey: ["cache-decision", taskRunId] as const,
    queryFn: async ({ signal }): Promise<CacheDecision | null> =>
      (await api.cache.decisions({ task_run_id: taskRunId, limit: 1 }, { signal })).decisions[0] ?? null,
  });
