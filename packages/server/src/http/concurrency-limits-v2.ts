import { routes } from "@weir/contract";
import {
  decrementSlots,
  incrementSlots,
  incrementSlotsWithLease,
  LEASE_DURATION,
  renewLeaseBy,
} from "../operations/concurrency/acquire.ts";
import { giveBack } from "../operations/concurrency/claim.ts";
import {
  createLimit,
  deleteLimitBy,
  listGlobalLimits,
  readLimitBy,
  updateLimitBy,
} from "../operations/concurrency/limits.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

export const concurrencyLimitsV2 = (context: Context): Endpoint[] => [
  endpoint(routes.concurrencyLimitsV2.create, async ({ body }) => created(await createLimit(context, body))),
  endpoint(routes.concurrencyLimitsV2.read, async ({ params }) => ok(await readLimitBy(context, params.id_or_name))),
  endpoint(routes.concurrencyLimitsV2.filter, async ({ body }) =>
    ok(await listGlobalLimits(context, page(context, body))),
  ),
  endpoint(routes.concurrencyLimitsV2.update, async ({ params, body }) => {
    await updateLimitBy(context, params.id_or_name, body);
    return noContent;
  }),
  endpoint(routes.concurrencyLimitsV2.delete, async ({ params }) => {
    await deleteLimitBy(context, params.id_or_name);
    return noContent;
  }),
  endpoint(routes.concurrencyLimitsV2.increment, async ({ body }) => ok(await incrementSlots(context, body))),
  endpoint(routes.concurrencyLimitsV2.incrementWithLease, async ({ body }) =>
    ok(await incrementSlotsWithLease(context, body)),
  ),
  endpoint(routes.concurrencyLimitsV2.decrement, async ({ body }) => ok(await decrementSlots(context, body))),
  endpoint(routes.concurrencyLimitsV2.decrementWithLease, async ({ body }) => {
    await giveBack(context, body.lease_id);
    return noContent;
  }),
  endpoint(routes.concurrencyLimitsV2.renewLease, async ({ params, body }) => {
    await renewLeaseBy(context, params.lease_id, body.lease_duration ?? LEASE_DURATION);
    return noContent;
  }),
];
