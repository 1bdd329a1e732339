import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { examineSecrets, rotateSecrets } from "../operations/secrets.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const secrets = (context: Context): Endpoint[] => [
  endpoint(routes.secrets.examine, async () => ok(await examineSecrets(context))),
  endpoint(routes.secrets.rotate, async ({ body }) => ok(await rotateSecrets(context, body.new_key ?? true))),
];
