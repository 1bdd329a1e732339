import { routes } from "@weir/contract";
import { readAudit, verifyAudit } from "../operations/audit.ts";
import type { Context } from "../operations/context.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const audit = (context: Context): Endpoint[] => [
  endpoint(routes.audit.read, async ({ body }) => ok(await readAudit(context, body))),
  endpoint(routes.audit.verify, async () => ok(await verifyAudit(context))),
];
