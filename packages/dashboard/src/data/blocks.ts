/** Blocks and their types, read. Routes import it: it stays small. */
import type { AuditLine, BlockDocument, BlockSchema, BlockType } from "@weir/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { offsetPages } from "./offset-pages.ts";

/** The most types that the catalogue shows. */
const MOST_TYPES = 1000;
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
  users: (id: string) => ["blocks", "users", id] as const,
  audit: (id: string) => ["blocks", "audit", id] as const,
  /** Types are not among the blocks: they stay when those change. */
  types: ["block-types"] as const,
  catalogue: ["block-types", "catalogue"] as const,
  type: (slug: string) => ["block-types", "one", slug] as const,
};

export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

const byName = (types: readonly BlockType[]): BlockType[] => types.toSorted((a, b) => a.name.localeCompare(b.name));

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

/** The types by name, to choose from. */
export const blockTypesQuery = queryOptions({
  queryKey: blockKeys.types,
  queryFn: async ({ signal }): Promise<BlockType[]> =>
    byName(await all(api.blockTypes.list({ limit: MOST_TYPES }, { signal }))),
  staleTime: 30_000,
});

/** A type with its newest schema; one that no program has used yet may have none. */
export interface CatalogueEntry {
  readonly type: BlockType;
  readonly schema: BlockSchema | undefined;
}

export const catalogueQuery = queryOptions({
  queryKey: blockKeys.catalogue,
  queryFn: async ({ signal }): Promise<readonly CatalogueEntry[]> => {
    const [types, schemas] = await Promise.all([
      all(api.blockTypes.list({ limit: MOST_TYPES }, { signal })),
      all(api.blockSchemas.list({ limit: MOST_TYPES }, { signal })),
    ]);
    // The newest schemas come first.
    const newest = new Map(schemas.toReversed().map((schema) => [schema.block_type_id, schema]));
    return byName(types).map((type) => ({ type, schema: newest.get(type.id) }));
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

/** What the audit tells of a block, newest first. */
export const blockAuditQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: blockKeys.audit(id),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }): Promise<readonly AuditLine[]> =>
      api.audit.read(
        {
          kind: "block-document",
          object: id,
          limit: AUDIT_PAGE,
          ...(pageParam !== undefined && { before: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: (last: readonly AuditLine[]) => (last.length === AUDIT_PAGE ? last.at(-1)?.seq : undefined),
    retry: false,
  });
