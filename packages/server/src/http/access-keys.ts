import { routes } from "@weir/contract";
import { createAccessKey, listAccessKeys, revokeAccessKey } from "../operations/access-keys.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const accessKeys = (context: Context): Endpoint[] => [
  endpoint(routes.keys.create, async ({ body }) => created(await createAccessKey(context, body))),
  endpoint(routes.keys.list, async () => ok(await listAccessKeys(context))),
  endpoint(routes.keys.revoke, async ({ params }) => {
    await revokeAccessKey(context, params.id);
    return noContent;
  }),
];
