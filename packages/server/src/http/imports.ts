import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { importBatch } from "../operations/imports/imports.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { decodeAll } from "./events.ts";

export const imports = (context: Context): Endpoint[] => [
  endpoint(routes.imports.create, async ({ body }) =>
    ok(await importBatch(context, { ...body, events: decodeAll(body.events ?? [], ["body", "events"]) })),
  ),
];
