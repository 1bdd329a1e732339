import { routes } from "@weir/contract";
import { registerBuiltins } from "../operations/blocks/builtin.ts";
import { listBlockDocumentsOfType, readBlockDocumentByName } from "../operations/blocks/read.ts";
import {
  createBlockType,
  deleteBlockTypeById,
  listBlockTypes,
  readBlockTypeById,
  readBlockTypeNamed,
  updateBlockTypeById,
} from "../operations/blocks/types.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { checkKey } from "./keys.ts";
import { page } from "./page.ts";

export const blockTypes = (context: Context): Endpoint[] => [
  endpoint(routes.blockTypes.create, async ({ body }) => {
    checkKey("slug", "Block type slug", body.slug, body);
    return created(await createBlockType(context, body));
  }),
  endpoint(routes.blockTypes.read, async ({ params }) => ok(await readBlockTypeById(context, params.id))),
  endpoint(routes.blockTypes.readBySlug, async ({ params }) => ok(await readBlockTypeNamed(context, params.slug))),
  endpoint(routes.blockTypes.filter, async ({ body: { limit, offset, ...filters } }) =>
    ok(await listBlockTypes(context, { filters, ...page(context, { limit, offset }) })),
  ),
  endpoint(routes.blockTypes.update, async ({ params, body }) => {
    await updateBlockTypeById(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.blockTypes.delete, async ({ params }) => {
    await deleteBlockTypeById(context, params.id);
    return noContent;
  }),
  endpoint(routes.blockTypes.installSystemBlockTypes, async () => {
    await registerBuiltins(context);
    return ok(null);
  }),
  endpoint(routes.blockTypes.readBlockDocuments, async ({ params, query }) =>
    ok(await listBlockDocumentsOfType(context, params.slug, page(context, {}), query.include_secrets ?? false)),
  ),
  endpoint(routes.blockTypes.readBlockDocumentByName, async ({ params, query }) =>
    ok(
      await readBlockDocumentByName(
        context,
        { slug: params.slug, name: params.block_document_name },
        query.include_secrets ?? false,
      ),
    ),
  ),
];
