import { routes } from "@weir/contract";
import {
  createTagLimit,
  decrementTags,
  deleteTagLimit,
  incrementTags,
  listTagLimits,
  readTagLimit,
  resetTagLimit,
} from "../operations/concurrency/tags.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

export const concurrencyLimits = (context: Context): Endpoint[] => [
  endpoint(routes.concurrencyLimits.create, async ({ body }) => {
    const result = await createTagLimit(context, body);
    return result.created ? created(result.limit) : ok(result.limit);
  }),
  endpoint(routes.concurrencyLimits.read, async ({ params }) => ok(await readTagLimit(context, params))),
  endpoint(routes.concurrencyLimits.readByTag, async ({ params }) => ok(await readTagLimit(context, params))),
  endpoint(routes.concurrencyLimits.filter, async ({ body }) => ok(await listTagLimits(context, page(context, body)))),
  endpoint(routes.concurrencyLimits.resetByTag, async ({ params, body }) => {
    await resetTagLimit(context, params.tag, body.slot_override);
    return ok(null);
  }),
  endpoint(routes.concurrencyLimits.delete, async ({ params }) => {
    await deleteTagLimit(context, params);
    return ok(null);
  }),
  endpoint(routes.concurrencyLimits.deleteByTag, async ({ params }) => {
    await deleteTagLimit(context, params);
    return ok(null);
  }),
  endpoint(routes.concurrencyLimits.increment, async ({ body }) =>
    ok(await incrementTags(context, body.names, body.task_run_id)),
  ),
  endpoint(routes.concurrencyLimits.decrement, async ({ body }) =>
    ok(await decrementTags(context, body.names, body.task_run_id)),
  ),
];
