import type { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, like, orTrue, tags, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

type Maybe<T> = T | null | undefined;

export const blockTypeIs = (dialect: Dialect, filter: Maybe<BlockTypeFilter>): Condition | undefined =>
  every(
    given(filter?.name, ({ like_ }) => like(dialect, sql.ref("block_type.name"), like_)),
    given(filter?.slug, ({ any_ }) => anyOf(dialect, sql.ref("block_type.slug"), any_)),
  );

export const blockSchemaIs = (dialect: Dialect, filter: Maybe<BlockSchemaFilter>): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.block_type_id, ({ any_ }) => anyOf(dialect, sql.ref("block_schema.block_type_id"), ids(any_))),
        given(filter.block_capabilities, ({ all_ }) => tags(dialect, sql.ref("block_schema.capabilities"), { all_ })),
        given(filter.id, ({ any_ }) => anyOf(dialect, sql.ref("block_schema.id"), ids(any_))),
        given(filter.version, ({ any_ }) => anyOf(dialect, sql.ref("block_schema.version"), any_)),
      )
    : undefined;

/** Unless the filter speaks of them, anonymous documents are passed over. */
const isAnonymous = (filter: Maybe<BlockDocumentFilter>): Condition | undefined => {
  const { eq_ } = (filter?.is_anonymous === undefined ? { eq_: false } : filter.is_anonymous) ?? {};
  return eq_ == null ? undefined : sql<SqlBool>`block_document.is_anonymous = ${eq_ ? 1 : 0}`;
};

const blockDocumentIs = (dialect: Dialect, filter: Maybe<BlockDocumentFilter>): Condition | undefined =>
  combined(
    filter?.operator,
    given(filter?.id, ({ any_ }) => anyOf(dialect, sql.ref("block_document.id"), ids(any_))),
    isAnonymous(filter),
    given(filter?.block_type_id, ({ any_ }) => anyOf(dialect, sql.ref("block_document.block_type_id"), ids(any_))),
    given(filter?.name, ({ any_, like_ }) =>
      every(anyOf(dialect, sql.ref("block_document.name"), any_), like(dialect, sql.ref("block_document.name"), like_)),
    ),
  );

/** What block documents can be narrowed by. */
export interface BlockFilters {
  readonly block_documents?: Maybe<BlockDocumentFilter>;
  readonly block_types?: Maybe<BlockTypeFilter>;
  readonly block_schemas?: Maybe<BlockSchemaFilter>;
}

/** Which rows of `block_document` a request means; their type and schema are joined. */
export const blockDocumentsMatching = (dialect: Dialect, filters: BlockFilters): Condition =>
  orTrue(
    every(
      blockDocumentIs(dialect, filters.block_documents),
      blockTypeIs(dialect, filters.block_types),
      blockSchemaIs(dialect, filters.block_schemas),
    ),
  );

/** Which rows of `block_type` a request means. */
export const blockTypesMatching = (
  dialect: Dialect,
  { block_types, block_schemas }: Pick<BlockFilters, "block_types" | "block_schemas">,
): Condition =>
  orTrue(
    every(
      blockTypeIs(dialect, block_types),
      block_schemas
        ? sql<SqlBool>`exists (select 1 from block_schema where block_schema.block_type_id = block_type.id and ${orTrue(blockSchemaIs(dialect, block_schemas))})`
        : undefined,
    ),
  );
