import { routes } from "@weir/contract";
import { claimSlots } from "../operations/concurrency/claim.ts";
import { readUse, releaseByForce } from "../operations/concurrency/use.ts";
import type { Context } from "../operations/context.ts";
import { endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const concurrencySlots = (context: Context): Endpoint[] => [
  endpoint(routes.concurrencySlots.acquire, async ({ body, caller }) => ok(await claimSlots(context, body, caller))),
  endpoint(routes.concurrencySlots.use, async ({ params }) => ok(await readUse(context, params.id_or_name))),
  endpoint(routes.concurrencySlots.release, async ({ params }) => {
    await releaseByForce(context, params.id);
    return noContent;
  }),
];
