import type { AuditLine, BlockDocument, BlockSchema, BlockType } from "@weir/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { type BlockUse, mentions, refersTo } from "./block-use.ts";
import { offsetPages } from "./offset-pages.ts";

/** The most types that the catalogue shows. */
const MOST_TYPES = 1000;
/** How many of each kind of thing are looked through for who uses a block. */
export const MOST_USERS = 1000;
const AUDIT_PAGE = 100;

export interface BlockFilter {
  /** Text in the name. */
  readonly q?: string | undefined;
  /** Slug of the type. */
  readonly type?: string | undefined;
}

export const blockKeys = {
  all: ["blocks"] as const,
  list: ({ q, type }: BlockFilter) => ["blocks", "list", q, type] as const,
  count: ({ q, type }: BlockFilter) => ["blocks", "count", q, type] as const,
  one: (id: string) => ["blocks", "one", id] as const,
  choices: (slugs: readonly string[]) => ["blocks", "choices", ...slugs] as const,
  use: (id: string) => ["blocks", "use", id] as const,
  audit: (id: string) => ["blocks", "audit", id] as const,
  /** Types are not among the blocks: they stay when those change. */
  types: ["block-types"] as const,
  type: (slug: string) => ["block-types", slug] as const,
};

const matching = ({ q, type }: BlockFilter) => ({
  ...(q && { block_documents: { name: { like_: q } } }),
  ...(type && { block_types: { slug: { any_: [type] } } }),
});

/** Blocks by type and name. */
export const blocksQuery = (filter: BlockFilter) =>
  offsetPages<BlockDocument, ReturnType<typeof blockKeys.list>>(blockKeys.list(filter), (page, options) =>
    api.blockDocuments.filter({ ...matching(filter), ...page, sort: "BLOCK_TYPE_AND_NAME_ASC" }, options),
  );

export const blocksCountQuery = (filter: BlockFilter) =>
  queryOptions({
    queryKey: blockKeys.count(filter),
    queryFn: ({ signal }) => api.blockDocuments.count(matching(filter), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

export const blockQuery = (id: string) =>
  queryOptions({
    queryKey: blockKeys.one(id),
    queryFn: ({ signal }): Promise<BlockDocument> => api.blockDocuments.read({ id }, {}, { signal }),
    refetchInterval: 5000,
  });

/** Blocks that may stand within another one. */
export const blockChoicesQuery = (slugs: readonly string[]) =>
  queryOptions({
    queryKey: blockKeys.choices(slugs),
    queryFn: ({ signal }): Promise<BlockDocument[]> =>
      api.blockDocuments.filter(
        { block_types: { slug: { any_: [...slugs] } }, sort: "BLOCK_TYPE_AND_NAME_ASC", limit: 200 },
        { signal },
      ),
  });

/** A type with its newest schema; one that no program has used yet may have none. */
export interface CatalogueEntry {
  readonly type: BlockType;
  readonly schema: BlockSchema | undefined;
}

export const catalogueQuery = queryOptions({
  queryKey: blockKeys.types,
  queryFn: async ({ signal }): Promise<readonly CatalogueEntry[]> => {
    const [types, schemas] = await Promise.all([
      Array.fromAsync(api.blockTypes.list({ limit: MOST_TYPES }, { signal })),
      Array.fromAsync(api.blockSchemas.list({ limit: MOST_TYPES }, { signal })),
    ]);
    // The newest schemas come first.
    const newest = new Map(schemas.toReversed().map((schema) => [schema.block_type_id, schema]));
    return types
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((type) => ({ type, schema: newest.get(type.id) }));
  },
  staleTime: 30_000,
});

export const blockTypeQuery = (slug: string) =>
  queryOptions({
    queryKey: blockKeys.type(slug),
    queryFn: async ({ signal }): Promise<CatalogueEntry> => {
      const type = await api.blockTypes.readBySlug({ slug }, { signal });
      const [schema] = await api.blockSchemas.filter(
        { block_schemas: { block_type_id: { any_: [type.id] } }, limit: 1 },
        { signal },
      );
      return { type, schema };
    },
    staleTime: 30_000,
  });

/** Who names a block: as far as the API tells, in the first thousand of each kind. */
export const blockUseQuery = (document: BlockDocument) =>
  queryOptions({
    queryKey: blockKeys.use(document.id),
    queryFn: async ({ signal }): Promise<readonly BlockUse[]> => {
      const most = { limit: MOST_USERS };
      const [blocks, deployments, pools, automations] = await Promise.all([
        Array.fromAsync(api.blockDocuments.list(most, { signal })),
        Array.fromAsync(api.deployments.list(most, { signal })),
        Array.fromAsync(api.workPools.list(most, { signal })),
        Array.fromAsync(api.automations.list(most, { signal })),
      ]);
      return [
        ...blocks.filter((one) => refersTo(one, document.id)).map((block) => ({ kind: "block" as const, block })),
        ...deployments
          .filter((one) => mentions(one, document))
          .map(({ id, name }) => ({ kind: "deployment" as const, id, name })),
        ...pools.filter((one) => mentions(one, document)).map(({ name }) => ({ kind: "work-pool" as const, name })),
        ...automations
          .filter((one) => mentions(one.actions, document))
          .map(({ id, name }) => ({ kind: "automation" as const, id, name })),
      ];
    },
  });

/** What the audit tells of a block, newest first. */
export const blockAuditQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: blockKeys.audit(id),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }): Promise<readonly AuditLine[]> =>
      api.audit.read(
        { kind: "block-document", object: id, limit: AUDIT_PAGE, ...(pageParam !== undefined && { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: (last: readonly AuditLine[]) => (last.length === AUDIT_PAGE ? last.at(-1)?.seq : undefined),
    retry: false,
  });
