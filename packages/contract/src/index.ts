export * from "./errors.ts";
export { matchesGlob, matchesPattern, matchesSpecification } from "./events/match.ts";
export { parseActions, type Action } from "./events/actions.ts";
export type { ShapeProblem } from "./events/parse.ts";
export {
  bucketKey,
  coversEveryFlowRun,
  eventTriggers,
  expects,
  firingsNeeded,
  mismatch,
  parseTrigger,
  startsAfter,
  withIds,
  type CompoundTrigger,
  type EventTrigger,
  type SequenceTrigger,
  type Trigger,
} from "./events/triggers.ts";
export { openapiDocument } from "./openapi.ts";
export {
  route,
  type Method,
  type RouteAdditions,
  type RouteBody,
  type RouteDefinition,
  type RouteParams,
  type RouteQuery,
  type RouteResponse,
} from "./route.ts";
export { routes } from "./routes/index.ts";
export * from "./states/states.ts";
export * from "./time.ts";
export type * from "./schemas/admin-settings.ts";
export type * from "./schemas/additions.ts";
export type * from "./schemas/admin.ts";
export type * from "./schemas/artifacts.ts";
export type * from "./schemas/automations.ts";
export type * from "./schemas/blocks.ts";
export type * from "./schemas/common.ts";
export type * from "./schemas/cache.ts";
export type * from "./schemas/concurrency-limits.ts";
export type * from "./schemas/concurrency-slots.ts";
export type * from "./schemas/deliveries.ts";
export type * from "./schemas/deployment-versions.ts";
export type * from "./schemas/deployments.ts";
export type * from "./schemas/events.ts";
export { EventFilter as EventFilterSchema } from "./schemas/events.ts";
export type * from "./schemas/flow-run-inputs.ts";
export type * from "./schemas/flow-runs.ts";
export type * from "./schemas/flows.ts";
export type * from "./schemas/graphs.ts";
export type * from "./schemas/history.ts";
export type * from "./schemas/imports.ts";
export type * from "./schemas/late-results.ts";
export * from "./schemas/live.ts";
export type * from "./schemas/log-queries.ts";
export type * from "./schemas/logs.ts";
export { LogFilter as LogFilterSchema } from "./schemas/logs.ts";
export type * from "./schemas/overview.ts";
export type * from "./schemas/audit.ts";
export type * from "./schemas/keys.ts";
export type * from "./schemas/retention.ts";
export { mayAct, type Role, roleFor, ROLES } from "./access.ts";
export type * from "./schemas/secrets.ts";
export type * from "./schemas/saved-searches.ts";
export type * from "./schemas/schedule-previews.ts";
export type * from "./schemas/server-status.ts";
export type * from "./schemas/schedules.ts";
export type * from "./schemas/states.ts";
export type * from "./schemas/task-runs.ts";
export type * from "./schemas/task-workers.ts";
export type * from "./schemas/timeline.ts";
export type * from "./schemas/ui.ts";
export type * from "./schemas/variables.ts";
export type * from "./schemas/webhooks.ts";
export type * from "./schemas/work-claims.ts";
export type * from "./schemas/work-pools.ts";
export type * from "./schemas/work-queues.ts";
export {
  CHANNEL_VERSION,
  WorkerHeartbeat as WorkerHeartbeatSchema,
  WorkerHello as WorkerHelloSchema,
} from "./schemas/worker-channel.ts";
export type { WorkerHeartbeat, WorkerHello } from "./schemas/worker-channel.ts";
export type * from "./schemas/workers.ts";
export { resolveSettings, SETTINGS, SettingsError, type SettingName, type Settings } from "./settings/index.ts";
export {
  WEBHOOK_PRESETS,
  type WebhookPreset,
  type WebhookPresetName,
  type WebhookTemplate,
} from "./webhooks/presets.ts";
export * from "./weir.ts";
