import { API_VERSION, routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { createCsrfToken } from "../operations/csrf.ts";
import { Refusal } from "../platform/errors.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const health = (context: Context): Endpoint[] => [
  endpoint(routes.health.health, async () => ok(true)),
  endpoint(routes.health.ready, async () => {
    if (!(await context.store.healthy())) throw new Refusal("unavailable", "Database is not available");
    return ok({ message: "OK" });
  }),
  endpoint(routes.health.hello, async () => ok("👋")),
  endpoint(routes.health.version, async () => ok(API_VERSION)),
  endpoint(routes.health.csrfToken, async ({ query }) => ok(await createCsrfToken(context, query.client))),
];
