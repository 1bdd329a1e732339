import type { Context } from "../operations/context.ts";
import { accessKeys } from "./access-keys.ts";
import { admin } from "./admin.ts";
import { artifacts } from "./artifacts.ts";
import { audit } from "./audit.ts";
import { automations } from "./automations.ts";
import { blockDocuments } from "./block-documents.ts";
import { blockSchemas } from "./block-schemas.ts";
import { blockTypes } from "./block-types.ts";
import { cache } from "./cache.ts";
import { collections } from "./collections.ts";
import { concurrencyLimitsV2 } from "./concurrency-limits-v2.ts";
import { concurrencyLimits } from "./concurrency-limits.ts";
import { concurrencySlots } from "./concurrency-slots.ts";
import { deliveries } from "./deliveries.ts";
import { deploymentVersions } from "./deployment-versions.ts";
import { deployments } from "./deployments.ts";
import type { Endpoint } from "./endpoint.ts";
import { events } from "./events.ts";
import { explanations } from "./explanations.ts";
import { flowQueries } from "./flow-queries.ts";
import { flowRunQueries } from "./flow-run-queries.ts";
import { flowRuns } from "./flow-runs.ts";
import { flows } from "./flows.ts";
import { health } from "./health.ts";
import { imports } from "./imports.ts";
import { lateResults } from "./late-results.ts";
import { logs } from "./logs.ts";
import { overview } from "./overview.ts";
import { retention } from "./retention.ts";
import { runStates } from "./run-states.ts";
import { savedSearches } from "./saved-searches.ts";
import { serverStatus } from "./server-status.ts";
import { secrets } from "./secrets.ts";
import { schedules } from "./schedules.ts";
import { taskRunQueries } from "./task-run-queries.ts";
import { taskRuns } from "./task-runs.ts";
import { taskWorkers } from "./task-workers.ts";
import { templates } from "./templates.ts";
import { timelines } from "./timelines.ts";
import { ui } from "./ui.ts";
import { variables } from "./variables.ts";
import { webhooks } from "./webhooks.ts";
import { workPools } from "./work-pools.ts";
import { workQueues } from "./work-queues.ts";

/** Every endpoint of the API. */
export const allEndpoints = (context: Context): Endpoint[] =>
  [
    accessKeys,
    admin,
    collections,
    events,
    imports,
    lateResults,
    logs,
    health,
    flows,
    explanations,
    flowQueries,
    flowRuns,
    flowRunQueries,
    taskRuns,
    taskRunQueries,
    runStates,
    overview,
    retention,
    cache,
    savedSearches,
    schedules,
    secrets,
    serverStatus,
    timelines,
    ui,
    variables,
    concurrencyLimitsV2,
    concurrencyLimits,
    concurrencySlots,
    artifacts,
    audit,
    automations,
    deliveries,
    deployments,
    deploymentVersions,
    blockTypes,
    blockSchemas,
    blockDocuments,
    templates,
    taskWorkers,
    webhooks,
    workPools,
    workQueues,
  ].flatMap((domain) => domain(context));
