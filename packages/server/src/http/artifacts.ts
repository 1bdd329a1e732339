import { routes } from "@weir/contract";
import {
  countAllArtifacts,
  countLatestArtifacts,
  createArtifact,
  deleteArtifactById,
  listArtifacts,
  listLatestArtifacts,
  readArtifactById,
  readLatestArtifact,
  updateArtifactById,
} from "../operations/artifacts.ts";
import type { Context } from "../operations/context.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { checkKey } from "./keys.ts";
import { page } from "./page.ts";

/** A request's filter on artifacts, and those on what they belong to. */
const split = <B extends { readonly artifacts?: unknown }>({ artifacts, ...filters }: B) => ({
  artifacts: artifacts as B["artifacts"],
  filters,
});

export const artifacts = (context: Context): Endpoint[] => [
  endpoint(routes.artifacts.create, async ({ body }) => {
    checkKey("key", "Artifact key", body.key, body);
    return created(await createArtifact(context, body));
  }),
  endpoint(routes.artifacts.read, async ({ params }) => ok(await readArtifactById(context, params.id))),
  endpoint(routes.artifacts.readLatest, async ({ params }) => ok(await readLatestArtifact(context, params.key))),
  endpoint(routes.artifacts.update, async ({ params, body }) => {
    await updateArtifactById(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.artifacts.delete, async ({ params }) => {
    await deleteArtifactById(context, params.id);
    return noContent;
  }),
  endpoint(routes.artifacts.filter, async ({ body: { sort = "ID_DESC", limit, offset, ...body } }) =>
    ok(await listArtifacts(context, { ...split(body), sort, ...page(context, { limit, offset }) })),
  ),
  endpoint(routes.artifacts.filterLatest, async ({ body: { sort = "ID_DESC", limit, offset, ...body } }) =>
    ok(await listLatestArtifacts(context, { ...split(body), sort, ...page(context, { limit, offset }) })),
  ),
  endpoint(routes.artifacts.count, async ({ body }) => ok(await countAllArtifacts(context, split(body)))),
  endpoint(routes.artifacts.countLatest, async ({ body }) => ok(await countLatestArtifacts(context, split(body)))),
];
