import { routes } from "@weir/contract";
import {
  createBlockSchema,
  deleteBlockSchemaById,
  listBlockSchemas,
  listCapabilities,
  readBlockSchemaById,
  readBlockSchemaOfChecksum,
} from "../operations/blocks/schemas.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

export const blockSchemas = (context: Context): Endpoint[] => [
  endpoint(routes.blockSchemas.create, async ({ body, bodyText }) => {
    const result = await createBlockSchema(context, body, bodyText);
    return result.created ? created(result.schema) : ok(result.schema);
  }),
  endpoint(routes.blockSchemas.read, async ({ params }) => ok(await readBlockSchemaById(context, params.id))),
  endpoint(routes.blockSchemas.readByChecksum, async ({ params, query }) =>
    ok(await readBlockSchemaOfChecksum(context, params.checksum, query.version)),
  ),
  endpoint(routes.blockSchemas.filter, async ({ body: { block_schemas: filter, limit, offset } }) =>
    ok(await listBlockSchemas(context, { filter, ...page(context, { limit, offset }) })),
  ),
  endpoint(routes.blockSchemas.delete, async ({ params }) => {
    await deleteBlockSchemaById(context, params.id);
    return noContent;
  }),
  endpoint(routes.blockCapabilities.list, async () => ok(await listCapabilities(context))),
];
