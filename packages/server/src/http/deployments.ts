import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { claimRunsOfDeployments } from "../operations/deployments/claim.ts";
import { createFlowRunOfDeployment, createFlowRunsOfDeployment } from "../operations/deployments/create-flow-run.ts";
import { createDeployment } from "../operations/deployments/create.ts";
import {
  countAllDeployments,
  listDeployments,
  paginateDeployments,
  readDeploymentById,
  readDeploymentByName,
} from "../operations/deployments/read.ts";
import { queuesTaking } from "../operations/deployments/queue-check.ts";
import { takeScheduledRuns } from "../operations/deployments/scheduled-runs.ts";
import {
  createSchedules,
  deleteScheduleById,
  listSchedules,
  updateScheduleById,
  withPolicies,
} from "../operations/deployments/schedules.ts";
import {
  bulkDeleteDeployments,
  deleteDeploymentById,
  setDeploymentPaused,
  updateDeploymentById,
} from "../operations/deployments/update.ts";
import { planDeployment } from "../operations/schedules/plan-runs.ts";
import { checkDeployment, checkSchedules } from "./check-deployment.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { filtersOf } from "./filters.ts";
import { numberedPage, page, paginated } from "./page.ts";

/** Most deployments that one request deletes. */
const MOST_DELETED = 50;

export const deployments = (context: Context): Endpoint[] => [
  endpoint(routes.deployments.create, async ({ body, additions }) => {
    await checkDeployment(body);
    const result = await createDeployment(context, body, additions);
    return result.created ? created(result.deployment) : ok(result.deployment);
  }),
  endpoint(routes.deployments.read, async ({ params }) => ok(await readDeploymentById(context, params.id))),
  endpoint(routes.deployments.readByName, async ({ params }) =>
    ok(await readDeploymentByName(context, params.flow_name, params.deployment_name)),
  ),
  endpoint(routes.deployments.filter, async ({ body: { sort = "NAME_ASC", limit, offset, ...body } }) =>
    ok(await listDeployments(context, { filters: filtersOf(body), sort, ...page(context, { limit, offset }) })),
  ),
  endpoint(routes.deployments.paginate, async ({ body: { sort = "NAME_ASC", limit, page: number, ...body } }) => {
    const wanted = numberedPage(context, { limit, page: number });
    return ok(paginated(wanted, await paginateDeployments(context, { filters: filtersOf(body), sort, ...wanted })));
  }),
  endpoint(routes.deployments.count, async ({ body }) => ok(await countAllDeployments(context, filtersOf(body)))),
  endpoint(routes.deployments.update, async ({ params, body, additions }) => {
    await checkDeployment(body);
    await updateDeploymentById(context, params.id, body, additions);
    return noContent;
  }),
  endpoint(routes.deployments.delete, async ({ params }) => {
    await deleteDeploymentById(context, params.id);
    return noContent;
  }),
  endpoint(routes.deployments.bulkDelete, async ({ body: { deployments: filter, limit = MOST_DELETED } }) =>
    ok({ deleted: await bulkDeleteDeployments(context, { deployments: filter }, limit) }),
  ),
  endpoint(routes.deployments.pause, async ({ params }) => {
    await setDeploymentPaused(context, params.id, true);
    return ok(null);
  }),
  endpoint(routes.deployments.resume, async ({ params }) => {
    await setDeploymentPaused(context, params.id, false);
    return ok(null);
  }),
  endpoint(routes.deployments.createFlowRun, async ({ params, body, caller, additions }) => {
    const result = await createFlowRunOfDeployment(context, params.id, body, caller, additions);
    return result.created ? created(result.run) : ok(result.run);
  }),
  endpoint(routes.deployments.createFlowRunBulk, async ({ params, body, caller, additions }) =>
    ok({ results: await createFlowRunsOfDeployment(context, params.id, body, caller, additions) }),
  ),
  endpoint(routes.deployments.getScheduledFlowRuns, async ({ body }) =>
    ok(
      await takeScheduledRuns(context, body.deployment_ids, {
        before: body.scheduled_before,
        limit: page(context, body).limit,
      }),
    ),
  ),
  endpoint(routes.deployments.claim, async ({ body, caller }) => {
    const answer = ok({ flow_runs: await claimRunsOfDeployments(context, body, caller) });
    // A connection that outlives the request would keep a server from stopping that this request has waited for.
    return context.work.stopped.aborted ? { ...answer, headers: { connection: "close" } } : answer;
  }),
  endpoint(routes.deployments.schedule, async ({ params, body }) => {
    await planDeployment(context, params.id, body ?? {});
    return ok(null);
  }),
  endpoint(routes.deployments.readSchedules, async ({ params }) => ok(await listSchedules(context, params.id))),
  endpoint(routes.deployments.createSchedules, async ({ params, body, additions }) => {
    await checkSchedules(body, body);
    const policies = additions?.map((one) => one?.policy);
    return created(await createSchedules(context, params.id, withPolicies(body, policies)));
  }),
  endpoint(routes.deployments.updateSchedule, async ({ params, body, additions }) => {
    await checkSchedules([body], body);
    await updateScheduleById(context, { id: params.schedule_id, deployment_id: params.id }, { ...body, ...additions });
    return noContent;
  }),
  endpoint(routes.deployments.deleteSchedule, async ({ params }) => {
    await deleteScheduleById(context, { id: params.schedule_id, deployment_id: params.id });
    return noContent;
  }),
  endpoint(routes.deployments.readWorkQueueCheck, async ({ params }) => {
    return ok(await queuesTaking(context, params.id));
  }),
];
