/** The part of a task run that reads and writes results in storage: for the cache, and for `persistResult`. */
import type { Backend } from "../backend.ts";
import { type CacheCall, type CacheOptions, DEFAULT_POLICY, fileKey, partsOf } from "../caching/policy.ts";
import { SharedCache, type Waiting } from "../caching/shared.ts";
import { milliseconds } from "../duration.ts";
import { describeError, MissingResult } from "../errors.ts";
import type { PreparedResult, ResultStore, StoredResult } from "../results/result-store.ts";
import type { StateFields } from "../states/state.ts";
import { RunLogger } from "../logging/logger.ts";
import type { ActiveTransaction, Staged } from "../transactions/active.ts";
import type { TaskRecord } from "./task-record.ts";
import { now } from "./time.ts";

export interface CacheEntry {
  /**
   * The final state with the result that is there, if there is one. If not, the run is to make it, and `release` to be
   * called after that.
   */
  read(waiting: Waiting): Promise<StateFields | undefined>;
  /** Keys of results that runs within this one are part of making. Known after `read`. */
  readonly making: readonly string[];
  /**
   * Stores the result of a completed run; gives the state that refers to it.
   *
   * @param transaction that the result is kept with, if it is in one
   */
  write(state: StateFields, transaction: ActiveTransaction | undefined): Promise<StateFields | undefined>;
  /** Lets others make the result, unless it is there. */
  release(): Promise<void>;
}

/**
 * Where the result of a call is kept; `undefined` if it is not to be kept in storage.
 *
 * @param making keys of results that are made by runs around this one
 */
export function cacheEntry(
  backend: Backend,
  record: TaskRecord,
  args: readonly unknown[],
  making: readonly string[] = [],
): CacheEntry | undefined {
  const { cache, result, persistResult } = record.task.options;
  if (persistResult === false) return undefined;
  const cached = cache === undefined ? undefined : cachedCall(backend, record, args, cache);
  if (cached === undefined && !persistResult && result === undefined) return undefined;
  let opened: Promise<ResultStore> | undefined;
  const store = (): Promise<ResultStore> => (opened ??= backend.results.store(result));
  const { namespace, refresh = false } = cache ?? {};
  const file = cached ? fileKey(cached.key, namespace) : fileKey(record.id);
  record.cacheKey = cached?.key;
  const tell = (message: string) => warn(backend, record, message);
  const shared =
    cached && backend.isWeir
      ? new SharedCache(backend, record, { ...cached, store, file, namespace, refresh, making, warn: tell })
      : undefined;

  const keptHere = async (): Promise<StoredResult | undefined> => {
    if (cached === undefined || refresh) return undefined;
    try {
      return await (await store()).read(file, now());
    } catch (error) {
      // A block may be out of reach in any way; this machine's own files are not.
      if (!(error instanceof MissingResult) && result?.storage === undefined) throw error;
      tell(`the task is run although it is cached: ${describeError(error)}`);
      return undefined;
    }
  };

  return {
    get making() {
      return shared?.making ?? making;
    },
    async read(waiting) {
      const shown = shared ? await shared.find(waiting) : "unknown";
      const found = shown === "unknown" ? await keptHere() : shown;
      return (
        found && {
          type: "COMPLETED",
          name: "Cached",
          data: found.metadata,
          outcome: { kind: "value", value: found.value },
        }
      );
    },
    async write(state, transaction) {
      if (state.type !== "COMPLETED" || state.outcome?.kind !== "value") return undefined;
      const { expiresIn } = cache ?? {};
      const expires = expiresIn === undefined ? undefined : now() + milliseconds(expiresIn, "expiresIn") * 1000;
      try {
        const prepared = (await store()).prepare(file, state.outcome.value, expires);
        if (transaction) transaction.stage(shared ? sharedStage(shared, prepared) : prepared.staged);
        else {
          await prepared.write();
          await shared?.stored(prepared);
        }
        return { ...state, data: prepared.reference };
      } catch (error) {
        tell(`the result could not be kept: ${describeError(error)}`);
        return undefined;
      }
    },
    release: async () => shared?.release(),
  };
}

/** Others hear of the result when its transaction is committed, and lose it when that is undone. */
function sharedStage(shared: SharedCache, prepared: PreparedResult): Staged {
  let id: string | undefined;
  return {
    async write() {
      await prepared.staged.write();
      id = await shared.stored(prepared);
    },
    async remove() {
      await prepared.staged.remove();
      if (id !== undefined) await shared.undone(id);
    },
  };
}

/** The key of a call, and what it is made of. A policy that fails does not fail the task: the task is run. */
function cachedCall(
  backend: Backend,
  record: TaskRecord,
  args: readonly unknown[],
  { policy = DEFAULT_POLICY }: CacheOptions,
): { readonly key: string; readonly parts: Readonly<Record<string, string>> } | undefined {
  const { task, flow } = record;
  const call: CacheCall = {
    taskName: task.name,
    source: task.fn.toString(),
    args,
    parameterNames: task.parameters,
    flowRunId: flow?.id,
    parameters: flow?.parameters ?? {},
  };
  try {
    const key = policy(call);
    return key === undefined ? undefined : { key, parts: backend.isWeir ? partsOf(policy, call) : {} };
  } catch (error) {
    warn(backend, record, `this call is not cached: ${describeError(error)}`);
    return undefined;
  }
}

function warn(backend: Backend, record: TaskRecord, message: string): void {
  new RunLogger({
    stream: backend.logs,
    level: backend.settings.log_level,
    name: "weir.task_runs",
    source: () => `Task run '${record.name}' - `,
    flowRunId: record.flow?.id ?? null,
    taskRunId: record.id,
  }).warn(message);
}
