/** The part of a task run that reads and writes results in storage: for the cache, and for `persistResult`. */
import type { Backend } from "../backend.ts";
import { type CacheCall, DEFAULT_POLICY, fileKey } from "../caching/policy.ts";
import { milliseconds } from "../duration.ts";
import { describeError, MissingResult } from "../errors.ts";
import type { StateFields } from "../states/state.ts";
import { RunLogger } from "../logging/logger.ts";
import type { ActiveTransaction } from "../transactions/active.ts";
import type { TaskRecord } from "./task-record.ts";
import { now } from "./time.ts";

export interface CacheEntry {
  /** The final state with the result that is there, if there is one. */
  read(): Promise<StateFields | undefined>;
  /**
   * Stores the result of a completed run; gives the state that refers to it.
   *
   * @param transaction that the result is kept with, if it is in one
   */
  write(state: StateFields, transaction: ActiveTransaction | undefined): Promise<StateFields | undefined>;
}

/** Where the result of a call is kept; `undefined` if it is not to be kept in storage. */
export function cacheEntry(backend: Backend, record: TaskRecord, args: readonly unknown[]): CacheEntry | undefined {
  const { cache, persistResult } = record.task.options;
  if (persistResult === false || (cache === undefined && !persistResult)) return undefined;
  const cached = cache === undefined ? undefined : cacheKey(backend, record, args);
  if (cached === undefined && !persistResult) return undefined;
  const key = fileKey(cached ?? record.id);
  record.cacheKey = cached;
  return {
    async read() {
      if (cached === undefined || cache?.refresh) return undefined;
      const found = await backend.results.read(key, now()).catch((error: unknown) => {
        if (!(error instanceof MissingResult)) throw error;
        warn(backend, record, `the task is run although it is cached: ${describeError(error)}`);
        return undefined;
      });
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
        const prepared = backend.results.prepare(key, state.outcome.value, expires);
        if (transaction) transaction.stage(prepared.staged);
        else await prepared.write();
        return { ...state, data: prepared.reference };
      } catch (error) {
        warn(backend, record, `the result could not be kept: ${describeError(error)}`);
        return undefined;
      }
    },
  };
}

/** A policy that fails does not fail the task: the task is run. */
function cacheKey(backend: Backend, record: TaskRecord, args: readonly unknown[]): string | undefined {
  const call: CacheCall = {
    taskName: record.task.name,
    source: record.task.fn.toString(),
    args,
    flowRunId: record.flow?.id,
    parameters: record.flow?.parameters ?? {},
  };
  try {
    return (record.task.options.cache?.policy ?? DEFAULT_POLICY)(call);
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
