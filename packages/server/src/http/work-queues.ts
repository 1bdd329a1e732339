import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { offerRunsOfQueue, timeOf } from "../operations/work-pools/due-runs.ts";
import {
  deleteQueueById,
  readQueueById,
  readQueueByName,
  readQueueStatus,
  updateQueueById,
} from "../operations/work-pools/queues-by-id.ts";
import { createAgentQueue, listQueues } from "../operations/work-pools/queues.ts";
import { queueConcurrency } from "../operations/work-pools/slots.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { numberedPage, page } from "./page.ts";

export const workQueues = (context: Context): Endpoint[] => [
  endpoint(routes.workQueues.create, async ({ body }) => created(await createAgentQueue(context, body))),
  endpoint(routes.workQueues.read, async ({ params }) => ok(await readQueueById(context, params.id))),
  endpoint(routes.workQueues.readByName, async ({ params }) => ok(await readQueueByName(context, params.name))),
  endpoint(routes.workQueues.filter, async ({ body }) =>
    ok(await listQueues(context, { filter: body.work_queues, ...page(context, body) })),
  ),
  endpoint(routes.workQueues.update, async ({ params, body }) => {
    await updateQueueById(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.workQueues.delete, async ({ params }) => {
    await deleteQueueById(context, params.id);
    return noContent;
  }),
  endpoint(routes.workQueues.getRuns, async ({ params, body, caller }) =>
    ok(
      await offerRunsOfQueue(
        context,
        params.id,
        { before: timeOf(body.scheduled_before), after: null, limit: page(context, body).limit },
        { isLook: caller.isDashboard },
      ),
    ),
  ),
  endpoint(routes.workQueues.status, async ({ params }) => ok(await readQueueStatus(context, params.id))),
  endpoint(routes.workQueues.concurrencyStatus, async ({ params, body }) =>
    ok(await queueConcurrency(context, params.id, numberedPage(context, body))),
  ),
];
