import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import {
  CacheAnswer,
  CacheClear,
  CacheCleared,
  CacheDecisionPage,
  CacheDecisionQuery,
  CacheEntry,
  CacheEntryPage,
  CacheEntryQuery,
  CacheLookup,
  CacheStore,
} from "../schemas/cache.ts";

const byId = Type.Object({ id: Uuid() });

export const cache = {
  lookup: route({
    method: "POST",
    path: "/weir/cache/lookup",
    tag: "Weir",
    summary: "The result of a call, or the word to make it, or to wait for somebody who does",
    body: CacheLookup,
    responses: { 200: CacheAnswer },
  }),
  store: route({
    method: "POST",
    path: "/weir/cache/entries",
    tag: "Weir",
    summary: "Keep a result for the calls to come; replaces that of the same key",
    body: CacheStore,
    responses: { 201: CacheEntry },
  }),
  filter: route({
    method: "POST",
    path: "/weir/cache/entries/filter",
    tag: "Weir",
    summary: "Results that are kept, the newest first",
    body: CacheEntryQuery,
    bodyOptional: true,
    responses: { 200: CacheEntryPage },
  }),
  read: route({
    method: "GET",
    path: "/weir/cache/entries/:id",
    tag: "Weir",
    params: byId,
    responses: { 200: CacheEntry },
  }),
  delete: route({
    method: "DELETE",
    path: "/weir/cache/entries/:id",
    tag: "Weir",
    summary: "Forget one result",
    params: byId,
    responses: { 204: Type.Null() },
  }),
  clear: route({
    method: "POST",
    path: "/weir/cache/clear",
    tag: "Weir",
    summary: "Forget results: by namespace, key, task, version or tag",
    body: CacheClear,
    responses: { 200: CacheCleared },
  }),
  renewLease: route({
    method: "POST",
    path: "/weir/cache/leases/:id/renew",
    tag: "Weir",
    summary: "Go on making a value that others wait for",
    params: byId,
    responses: { 204: Type.Null() },
  }),
  endLease: route({
    method: "DELETE",
    path: "/weir/cache/leases/:id",
    tag: "Weir",
    summary: "Let the others go on, whether there is a value or not",
    params: byId,
    responses: { 204: Type.Null() },
  }),
  decisions: route({
    method: "POST",
    path: "/weir/cache/decisions/filter",
    tag: "Weir",
    summary: "Which calls found a result, and why the others did not",
    body: CacheDecisionQuery,
    bodyOptional: true,
    responses: { 200: CacheDecisionPage },
  }),
} as const;
