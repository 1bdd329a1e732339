import { routes, type WorkPoolCreate, type WorkPoolUpdate } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { claimRuns } from "../operations/work-pools/claim.ts";
import { offerDueRuns, timeOf } from "../operations/work-pools/due-runs.ts";
import { templateProblem } from "../operations/work-pools/job-template.ts";
import { countPools, createPool, deletePool, listPools, readPool, updatePool } from "../operations/work-pools/pools.ts";
import { createQueue, deleteQueue, listQueuesOf, readQueue, updateQueue } from "../operations/work-pools/queues.ts";
import { poolConcurrency } from "../operations/work-pools/slots.ts";
import { forgetWorker, heartbeat, listWorkers } from "../operations/work-pools/workers.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { numberedPage, page } from "./page.ts";
import { valueError } from "./validate.ts";

/** Runs of a queue that its part of the pool's slots shows. */
const RUNS_SHOWN = 10;

/** Refuses a template that uses variables it does not declare. */
function checkTemplate(body: WorkPoolCreate | WorkPoolUpdate): void {
  const problem = body.base_job_template && templateProblem(body.base_job_template);
  if (problem) throw valueError(["base_job_template"], problem, body.base_job_template, body);
}

export const workPools = (context: Context): Endpoint[] => [
  endpoint(routes.workPools.create, async ({ body }) => {
    if (/^['"\s]*$/.test(body.name)) throw valueError(["name"], "name cannot be an empty string", body.name, body);
    checkTemplate(body);
    return created(await createPool(context, body));
  }),
  endpoint(routes.workPools.read, async ({ params }) => ok(await readPool(context, params.name))),
  endpoint(routes.workPools.filter, async ({ body }) =>
    ok(await listPools(context, { filter: body.work_pools, ...page(context, body) })),
  ),
  endpoint(routes.workPools.count, async ({ body }) => ok(await countPools(context, body.work_pools))),
  endpoint(routes.workPools.update, async ({ params, body }) => {
    checkTemplate(body);
    await updatePool(context, params.name, body);
    return noContent;
  }),
  endpoint(routes.workPools.delete, async ({ params }) => {
    await deletePool(context, params.name);
    return noContent;
  }),
  endpoint(routes.workPools.concurrencyStatus, async ({ params, body }) =>
    ok(
      await poolConcurrency(context, params.name, {
        ...numberedPage(context, body),
        runs: body.flow_run_limit ?? RUNS_SHOWN,
      }),
    ),
  ),
  endpoint(routes.workPools.getScheduledFlowRuns, async ({ params, body }) =>
    ok(
      await offerDueRuns(context, params.name, body.work_queue_names, {
        before: timeOf(body.scheduled_before),
        after: timeOf(body.scheduled_after),
        limit: page(context, body).limit,
      }),
    ),
  ),
  endpoint(routes.workPools.createQueue, async ({ params, body }) =>
    created(await createQueue(context, params.work_pool_name, body)),
  ),
  endpoint(routes.workPools.readQueue, async ({ params }) =>
    ok(await readQueue(context, params.work_pool_name, params.name)),
  ),
  endpoint(routes.workPools.filterQueues, async ({ params, body }) =>
    ok(await listQueuesOf(context, params.work_pool_name, { filter: body.work_queues, ...page(context, body) })),
  ),
  endpoint(routes.workPools.updateQueue, async ({ params, body }) => {
    await updateQueue(context, params.work_pool_name, params.name, body);
    return noContent;
  }),
  endpoint(routes.workPools.deleteQueue, async ({ params }) => {
    await deleteQueue(context, params.work_pool_name, params.name);
    return noContent;
  }),
  endpoint(routes.workPools.filterWorkers, async ({ params, body }) =>
    ok(await listWorkers(context, params.work_pool_name, { filter: body.workers, ...page(context, body) })),
  ),
  endpoint(routes.workPools.heartbeat, async ({ params, body }) => {
    await heartbeat(context, params.work_pool_name, { name: body.name, interval: body.heartbeat_interval_seconds });
    return noContent;
  }),
  endpoint(routes.workPools.deleteWorker, async ({ params }) => {
    await forgetWorker(context, params.work_pool_name, params.name);
    return noContent;
  }),
  endpoint(routes.workPools.claim, async ({ params, body, caller }) => {
    const answer = ok({ flow_runs: await claimRuns(context, params.name, body, caller) });
    // A connection that outlives the request would keep a server from stopping that this request has waited for.
    return context.work.stopped.aborted ? { ...answer, headers: { connection: "close" } } : answer;
  }),
];
