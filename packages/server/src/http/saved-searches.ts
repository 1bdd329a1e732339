import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { deleteSavedSearchById, listSearches, readSavedSearchById, saveSearch } from "../operations/saved-searches.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

export const savedSearches = (context: Context): Endpoint[] => [
  endpoint(routes.savedSearches.upsert, async ({ body }) => {
    const result = await saveSearch(context, body);
    return result.created ? created(result.search) : ok(result.search);
  }),
  endpoint(routes.savedSearches.read, async ({ params }) => ok(await readSavedSearchById(context, params.id))),
  endpoint(routes.savedSearches.filter, async ({ body }) => ok(await listSearches(context, page(context, body)))),
  endpoint(routes.savedSearches.delete, async ({ params }) => {
    await deleteSavedSearchById(context, params.id);
    return noContent;
  }),
];
