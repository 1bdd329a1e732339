import { routes } from "@weir/contract";
import { countAllBlockDocuments, listBlockDocuments, readBlockDocumentById } from "../operations/blocks/read.ts";
import { createBlockDocument, deleteBlockDocumentById, updateBlockDocumentById } from "../operations/blocks/write.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { checkKey } from "./keys.ts";
import { page } from "./page.ts";
import { valueError } from "./validate.ts";

export const blockDocuments = (context: Context): Endpoint[] => [
  endpoint(routes.blockDocuments.create, async ({ body }) => {
    if (!body.name && !body.is_anonymous)
      throw valueError([], "Names must be provided for block documents.", body, body);
    checkKey("name", "Block document name", body.name, body);
    return created(await createBlockDocument(context, body));
  }),
  endpoint(routes.blockDocuments.read, async ({ params, query }) =>
    ok(await readBlockDocumentById(context, params.id, query.include_secrets ?? false)),
  ),
  endpoint(
    routes.blockDocuments.filter,
    async ({ body: { sort, limit, offset, include_secrets: includeSecrets = false, ...filters } }) =>
      ok(
        await listBlockDocuments(
          context,
          { filters, sort: sort ?? "NAME_ASC", ...page(context, { limit, offset }) },
          includeSecrets,
        ),
      ),
  ),
  endpoint(routes.blockDocuments.count, async ({ body }) => ok(await countAllBlockDocuments(context, body))),
  endpoint(routes.blockDocuments.update, async ({ params, body }) => {
    await updateBlockDocumentById(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.blockDocuments.delete, async ({ params }) => {
    await deleteBlockDocumentById(context, params.id);
    return noContent;
  }),
];
