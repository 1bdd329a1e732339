import { routes } from "@weir/contract";
import {
  cacheEntryById,
  clearCache,
  deleteCacheEntryById,
  listCacheDecisions,
  listCacheEntries,
} from "../operations/cache/entries.ts";
import { endCacheLease, lookUp, renewCacheLeaseBy, storeResult } from "../operations/cache/lookup.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const cache = (context: Context): Endpoint[] => [
  endpoint(routes.cache.lookup, async ({ body, caller }) => ok(await lookUp(context, body, caller))),
  endpoint(routes.cache.store, async ({ body }) => created(await storeResult(context, body))),
  endpoint(routes.cache.filter, async ({ body }) => ok(await listCacheEntries(context, body))),
  endpoint(routes.cache.read, async ({ params }) => ok(await cacheEntryById(context, params.id))),
  endpoint(routes.cache.delete, async ({ params }) => {
    await deleteCacheEntryById(context, params.id);
    return noContent;
  }),
  endpoint(routes.cache.clear, async ({ body }) => ok(await clearCache(context, body))),
  endpoint(routes.cache.renewLease, async ({ params }) => {
    await renewCacheLeaseBy(context, params.id);
    return noContent;
  }),
  endpoint(routes.cache.endLease, async ({ params }) => {
    await endCacheLease(context, params.id);
    return noContent;
  }),
  endpoint(routes.cache.decisions, async ({ body }) => ok(await listCacheDecisions(context, body))),
];
