import { admin } from "./admin.ts";
import { artifacts } from "./artifacts.ts";
import { audit } from "./audit.ts";
import { automations } from "./automations.ts";
import { blockCapabilities } from "./block-capabilities.ts";
import { blockDocuments } from "./block-documents.ts";
import { blockSchemas } from "./block-schemas.ts";
import { blockTypes } from "./block-types.ts";
import { cache } from "./cache.ts";
import { collections } from "./collections.ts";
import { concurrencyLimits } from "./concurrency-limits.ts";
import { concurrencySlots } from "./concurrency-slots.ts";
import { health } from "./health.ts";
import { deliveries } from "./deliveries.ts";
import { deploymentVersions } from "./deployment-versions.ts";
import { deployments } from "./deployments.ts";
import { events } from "./events.ts";
import { explanations } from "./explanations.ts";
import { flowRunStates } from "./flow-run-states.ts";
import { flowRuns } from "./flow-runs.ts";
import { flows } from "./flows.ts";
import { imports } from "./imports.ts";
import { keys } from "./keys.ts";
import { lateResults } from "./late-results.ts";
import { logs } from "./logs.ts";
import { overview } from "./overview.ts";
import { retention } from "./retention.ts";
import { savedSearches } from "./saved-searches.ts";
import { serverStatus } from "./server-status.ts";
import { secrets } from "./secrets.ts";
import { schedules } from "./schedules.ts";
import { taskRunStates } from "./task-run-states.ts";
import { taskRuns } from "./task-runs.ts";
import { taskWorkers } from "./task-workers.ts";
import { templates } from "./templates.ts";
import { timelines } from "./timelines.ts";
import { ui } from "./ui.ts";
import { concurrencyLimitsV2 } from "./concurrency-limits-v2.ts";
import { variables } from "./variables.ts";
import { webhooks } from "./webhooks.ts";
import { workPools } from "./work-pools.ts";
import { workQueues } from "./work-queues.ts";

/** Every route of the protocol, by domain and name: the one source of types, validation, serialisation and OpenAPI. */
export const routes = {
  admin,
  artifacts,
  audit,
  automations,
  blockCapabilities,
  blockDocuments,
  blockSchemas,
  blockTypes,
  cache,
  collections,
  concurrencyLimits,
  health,
  deliveries,
  deployments,
  deploymentVersions,
  events,
  explanations,
  flowRunStates,
  flowRuns,
  flows,
  imports,
  keys,
  lateResults,
  logs,
  overview,
  retention,
  savedSearches,
  schedules,
  secrets,
  serverStatus,
  taskRunStates,
  taskRuns,
  taskWorkers,
  templates,
  timelines,
  ui,
  concurrencyLimitsV2,
  concurrencySlots,
  variables,
  webhooks,
  workPools,
  workQueues,
} as const;
