import { provideStorages } from "./results/results.ts";

export { artifact, type ArtifactOptions, type Progress, type TableRow } from "./artifacts.ts";
export { type BlockMigration, type BlockOptions, defineBlock, jsonSchema } from "./blocks/define.ts";
export {
  BlockExists,
  IncompatibleBlock,
  InvalidBlock,
  MissingPackage,
  NoSuchBlock,
  UnresolvedReference,
} from "./blocks/errors.ts";
export { secretManager, type SecretResolver } from "./blocks/references.ts";
export type { Block, BlockCore, BlockData, BlockOf, BlockType, SaveBlockOptions, TypedSchema } from "./blocks/types.ts";
export { KEY } from "./caching/key.ts";
export {
  allOf,
  byFlowParameters,
  byFlowRun,
  byInputs,
  byInputsExcept,
  bySource,
  type CacheCall,
  type CacheOptions,
  type CachePolicy,
} from "./caching/policy.ts";
export {
  concurrency,
  type ConcurrencyOptions,
  type HeldSlots,
  NoSuchLimit,
  rateLimit,
  type RateLimitOptions,
} from "./concurrency/concurrency.ts";
export { SlotsLost } from "./concurrency/lease.ts";
export type { TaskLimit } from "./concurrency/task-limits.ts";
export {
  EntrypointFailed,
  ImageNotBuilt,
  NoSuchDeployment,
  NotExecutable,
  NoWorkPool,
  StepFailed,
} from "./deployments/errors.ts";
export type {
  DeploymentOptions,
  DeploymentTrigger,
  DeployOptions,
  ServedOptions,
  ServeOptions,
  ServingOptions,
} from "./deployments/options.ts";
export { type DeploymentRun, runDeployment, type RunDeploymentOptions } from "./deployments/run-deployment.ts";
export { cron, every, rrule, type Schedule, type ScheduleOptions } from "./deployments/schedules.ts";
export type { Duration } from "./duration.ts";
export { NoServer } from "./embedded.ts";
export { logger, runContext, type RunContext, runtime } from "./engine/context.ts";
export { flow, type Flow } from "./engine/define-flow.ts";
export { asTask, task, type MethodDecorator, type Task } from "./engine/define-task.ts";
export type { FlowOptions } from "./engine/flow-definition.ts";
export type { Hook, RunHooks, TaskHooks } from "./engine/hooks.ts";
export { type Middleware, type MiddlewareAttempt, type MiddlewareRun, use } from "./engine/middleware.ts";
export type { JsonSchema, Parameters, ParameterSchema } from "./engine/parameters.ts";
export { exponential, type Exponential, type RetryDelay } from "./engine/retry.ts";
export type { StandardSchema } from "./engine/standard-schema.ts";
export type { RunOptions, TaskOptions } from "./engine/task-definition.ts";
export {
  InvalidParameters,
  MissingResult,
  NoRunContext,
  type ParameterIssue,
  RetryAfter,
  RunAborted,
  RunCancelled,
  RunCrashed,
  RunFailed,
  runOf,
  RunPaused,
  type RunReference,
  RunTimedOut,
  RunUnfinished,
  Terminal,
  UpstreamFailed,
  WaitTimedOut,
  WeirError,
} from "./errors.ts";
export { type AllowFailure, allowFailure, type Unmapped, unmapped } from "./futures/annotations.ts";
export { TaskFuture, type WaitOptions } from "./futures/future.ts";
export { asCompleted, FutureList, results } from "./futures/list.ts";
export type { LogFields, Logger } from "./logging/logger.ts";
export type { LogLevel } from "./logging/levels.ts";
export { pause, type PauseOptions, resume, suspend } from "./pause.ts";
export { hideSecret } from "./redaction.ts";
export type { ResultStorage } from "./results/place.ts";
export type { ResultOptions } from "./results/results.ts";
export { type ResultSerializer, serializers } from "./results/serializers.ts";
export { concurrent, type Runner, sequential } from "./runners/runner.ts";
export { sleep } from "./sleep.ts";
export {
  AwaitingRetry,
  Cached,
  Cancelled,
  Cancelling,
  Completed,
  type CompletedOptions,
  Crashed,
  Failed,
  type FailedOptions,
  Late,
  Paused,
  type PausedOptions,
  Pending,
  Retrying,
  Running,
  Scheduled,
  type ScheduledOptions,
  type StateOptions,
  Suspended,
  TimedOut,
} from "./states/constructors.ts";
export {
  isCached,
  isCancelled,
  isCancelling,
  isCompleted,
  isCrashed,
  isFailed,
  isPaused,
  isPending,
  isRunning,
  isScheduled,
  isTimedOut,
  State,
} from "./states/state.ts";
export { withTags } from "./tags.ts";
export { NotSendable, ThreadCrashed } from "./threads/errors.ts";
export { threads, type ThreadOptions } from "./threads/threads.ts";
export type { Input, Inputs, MapInput, MapInputs } from "./types.ts";
export { type JsonValue, type SetVariableOptions, VariableExists, variables } from "./variables.ts";
export type { CommitMode, Transaction, TransactionHook } from "./transactions/active.ts";
export { currentTransaction, transaction, type TransactionOptions } from "./transactions/transaction.ts";
export type { EventMatch, LabelMatch } from "@weir/client";
export { emitEvent, type EmittedEvent, type EventLabels, type NewEvent } from "./events/emit.ts";
export { type ListenOptions, onEvent, waitForEvent, type WaitForEventOptions } from "./events/listen.ts";
export { action, type AutomationAction, NoSuchTarget, type RunDeploymentAction } from "./automations/actions.ts";
export {
  AmbiguousAutomation,
  automation,
  type AutomationOptions,
  type DefinedAutomation,
} from "./automations/automation.ts";
export {
  type AutomationTrigger,
  type CompositeTriggerOptions,
  compoundTrigger,
  eventTrigger,
  type EventTriggerOptions,
  sequenceTrigger,
} from "./automations/triggers.ts";

// Loaded when a result lies in one: most programs keep none there.
provideStorages(async (document) => (await import("./blocks/storages.ts")).storageOf(document));
