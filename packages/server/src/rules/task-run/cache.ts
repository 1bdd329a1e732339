import { ALL, reject, types, type Rule } from "../rule.ts";
import { propose } from "../state.ts";
import type { TaskRunFacts } from "./facts.ts";

/** Longest cache key that is kept, in characters. */
const MAX_KEY = 2000;

/** A run whose result is known already does not start: it takes the known state. */
export const cacheRetrieval: Rule<TaskRunFacts> = {
  name: "cache-retrieval",
  from: ALL,
  to: types("RUNNING"),
  before({ facts: { cached }, proposed }) {
    if (!cached || !proposed.details.cache_key || proposed.details.refresh_cache) return undefined;
    const { type, message, data, details } = cached;
    return reject(propose(type, { name: "Cached", message, data, details }), "Retrieved state from cache");
  },
};

/** A completed state with a cache key is kept under it. */
export const cacheInsertion: Rule<TaskRunFacts> = {
  name: "cache-insertion",
  from: ALL,
  to: types("COMPLETED"),
  before({ proposed }) {
    if ((proposed.details.cache_key?.length ?? 0) <= MAX_KEY) return undefined;
    return reject(proposed, `Cache key exceeded maximum allowed length of ${MAX_KEY} characters.`);
  },
  after({ proposed }) {
    const key = proposed?.details.cache_key;
    return key && key.length <= MAX_KEY ? [{ do: "insert-cache", key }] : [];
  },
};
