/** Results of tasks that other runs may take: who made them, from what, and why a call found none. */
import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { LONGEST_CACHED_VALUE } from "../weir.ts";
import { pageByCursor } from "./common.ts";

const Namespace = Type.String({ minLength: 1, maxLength: 200 });
const Key = Type.String({ minLength: 1, maxLength: 1000 });
const TaskName = Type.String({ minLength: 1, maxLength: 1000 });
/** What a key was made of, by name (`argument url`, `source`): a fingerprint of each, never the value. */
const Parts = Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 100 }), { maxProperties: 200 });
const Id = () => Type.Optional(Nullable(Uuid()));

export const CacheEntry = Type.Object(
  {
    id: Uuid(),
    namespace: Namespace,
    key: Key,
    task_name: TaskName,
    /** The task's version: what was made by an older one can be cleared. */
    task_version: Nullable(Type.String()),
    tags: Type.Array(Type.String()),
    parts: Parts,
    /** The run that made it. */
    flow_run_id: Nullable(Uuid()),
    task_run_id: Uuid(),
    created: DateTime(),
    expires: Nullable(DateTime()),
    /** When it was made or taken last. */
    used: DateTime(),
    /** Runs that took it. */
    hits: Type.Integer(),
    /** Characters of the encoded value. */
    size: Type.Integer(),
    /** SHA-256 of the encoded value, and of the form it is in where that is not JSON, in hexadecimal: a copy is good if it has the same. */
    digest: Type.String({ minLength: 64, maxLength: 64 }),
    /** True if the server has the value itself; else it lies where it was made. */
    is_kept: Type.Boolean(),
    host: Type.String({ maxLength: 300 }),
    path: Type.String({ maxLength: 5000 }),
  },
  { title: "CacheEntry" },
);
export type CacheEntry = Static<typeof CacheEntry>;

export const CacheStore = Type.Object(
  {
    namespace: Namespace,
    key: Key,
    task_name: TaskName,
    task_version: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
    tags: Type.Optional(Type.Array(Type.String(), { maxItems: 200 })),
    parts: Type.Optional(Parts),
    flow_run_id: Id(),
    task_run_id: Uuid(),
    expires: Type.Optional(Nullable(DateTime())),
    size: Type.Integer({ minimum: 0 }),
    digest: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    /** The encoded value, where it is short enough. */
    value: Type.Optional(Nullable(Type.String({ maxLength: LONGEST_CACHED_VALUE }))),
    host: Type.String({ maxLength: 300 }),
    path: Type.String({ maxLength: 5000 }),
  },
  { title: "CacheStore", additionalProperties: false },
);
export type CacheStore = Static<typeof CacheStore>;

const CACHE_OUTCOMES = ["hit", "miss", "computing"] as const;
/**
 * `first`: no run of the task has left a result in the namespace; `changed`: one has, for other parts; `expired`, `cleared`: there was
 * one for the key; `unreadable`: there is, but its value cannot be read where the task runs; `refresh`: none was wanted.
 */
const CACHE_MISSES = ["first", "changed", "expired", "cleared", "unreadable", "refresh"] as const;
export type CacheMiss = (typeof CACHE_MISSES)[number];

export const CacheLookup = Type.Object(
  {
    namespace: Namespace,
    key: Key,
    task_name: TaskName,
    parts: Type.Optional(Parts),
    flow_run_id: Id(),
    task_run_id: Uuid(),
    /**
     * Under which the caller makes the value if there is none, chosen by him: others who want it wait meanwhile, for as long as he
     * renews it. Without one nobody waits for him.
     */
    lease_id: Id(),
    /** True if he wants to make the value anew, whatever is there. */
    refresh: Type.Optional(Type.Boolean({ default: false })),
    /** Id of an entry whose value he could not read. */
    unreadable: Id(),
    /** Seconds to wait for somebody who makes the value already. */
    wait: Type.Optional(Type.Number({ minimum: 0, maximum: 60, default: 0 })),
  },
  { title: "CacheLookup", additionalProperties: false },
);
export type CacheLookup = Static<typeof CacheLookup>;

const Nearest = Type.Object(
  { task_run_id: Uuid(), flow_run_id: Nullable(Uuid()), created: DateTime() },
  { title: "NearestCacheEntry" },
);

export const CacheAnswer = Type.Object(
  {
    /** `computing`: somebody else makes the value; ask again. */
    outcome: StringEnum(CACHE_OUTCOMES),
    entry: Nullable(CacheEntry),
    /** Of a hit, where the server has it. */
    value: Nullable(Type.String()),
    /** Of a miss. */
    reason: Nullable(StringEnum(CACHE_MISSES)),
    /** The reason for people. */
    message: Type.String(),
    /** When something of the namespace was cleared last: copies that the server does not know are good if they are newer. */
    cleared: Nullable(DateTime()),
    /** Who makes the value. */
    computed_by: Nullable(Type.Object({ task_run_id: Uuid(), since: DateTime() }, { title: "CacheProducer" })),
  },
  { title: "CacheAnswer" },
);
export type CacheAnswer = Static<typeof CacheAnswer>;

/** How a call of a cached task went. */
export const CacheDecision = Type.Object(
  {
    id: Uuid(),
    at: DateTime(),
    namespace: Namespace,
    key: Key,
    task_name: TaskName,
    flow_run_id: Nullable(Uuid()),
    task_run_id: Uuid(),
    outcome: StringEnum(["hit", "miss"]),
    reason: Nullable(StringEnum(CACHE_MISSES)),
    message: Type.String(),
    /** Names of the parts that differ from those of the nearest entry. */
    changed: Type.Array(Type.String()),
    /** The entry that was taken, or the one that was the nearest. */
    nearest: Nullable(Nearest),
  },
  { title: "CacheDecision" },
);
export type CacheDecision = Static<typeof CacheDecision>;

/** Which entries: all that is given has to hold. */
const selection = {
  namespace: Type.Optional(Nullable(Namespace)),
  key: Type.Optional(Nullable(Key)),
  /** The beginning of the key. */
  key_prefix: Type.Optional(Nullable(Key)),
  task_name: Type.Optional(Nullable(TaskName)),
  task_version: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
  /** Made by a task run with this tag. */
  tag: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 1000 }))),
};

export const CacheEntryQuery = Type.Object(
  {
    ...selection,
    /** Part of the task's name or of the key, whatever the case. */
    text: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
    ...pageByCursor,
  },
  { title: "CacheEntryQuery" },
);
export type CacheEntryQuery = Static<typeof CacheEntryQuery>;

export const CacheEntryPage = Type.Object(
  { entries: Type.Array(CacheEntry), next: Nullable(Type.String()) },
  { title: "CacheEntryPage" },
);
export type CacheEntryPage = Static<typeof CacheEntryPage>;

export const CacheClear = Type.Object(
  {
    ...selection,
    /** Has to be true where nothing else is given. */
    all: Type.Optional(Type.Boolean({ default: false })),
    /** True: only count. */
    dry_run: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "CacheClear", additionalProperties: false },
);
export type CacheClear = Static<typeof CacheClear>;

export const CacheCleared = Type.Object(
  { dry_run: Type.Boolean(), entries: Type.Integer() },
  { title: "CacheCleared" },
);
export type CacheCleared = Static<typeof CacheCleared>;

export const CacheDecisionQuery = Type.Object(
  {
    flow_run_id: Id(),
    task_run_id: Id(),
    namespace: Type.Optional(Nullable(Namespace)),
    key: Type.Optional(Nullable(Key)),
    task_name: Type.Optional(Nullable(TaskName)),
    outcome: Type.Optional(Nullable(StringEnum(["hit", "miss"]))),
    ...pageByCursor,
  },
  { title: "CacheDecisionQuery" },
);
export type CacheDecisionQuery = Static<typeof CacheDecisionQuery>;

/** The newest first. */
export const CacheDecisionPage = Type.Object(
  { decisions: Type.Array(CacheDecision), next: Nullable(Type.String()) },
  { title: "CacheDecisionPage" },
);
export type CacheDecisionPage = Static<typeof CacheDecisionPage>;
