import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { readServerStatus } from "../operations/server-status.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const serverStatus = (context: Context): Endpoint[] => [
  endpoint(routes.serverStatus.read, async () => ok(await readServerStatus(context))),
];
