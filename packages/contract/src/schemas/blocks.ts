import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const BlockType = Type.Object(
  {
    code_example: Type.Optional(Nullable(Type.String())),
    created: Nullable(DateTime()),
    description: Type.Optional(Nullable(Type.String())),
    documentation_url: Type.Optional(Nullable(Type.String())),
    id: Uuid(),
    is_protected: Type.Optional(Type.Boolean({ default: false })),
    logo_url: Type.Optional(Nullable(Type.String())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slug: Type.String(),
    updated: Nullable(DateTime()),
  },
  { title: "BlockType" },
);
export type BlockType = Static<typeof BlockType>;

export const BlockSchema = Type.Object(
  {
    block_type: Type.Optional(Nullable(BlockType)),
    block_type_id: Nullable(Uuid()),
    capabilities: Type.Optional(Type.Array(Type.String())),
    checksum: Type.String(),
    created: Nullable(DateTime()),
    fields: Type.Optional(JsonObject()),
    id: Uuid(),
    updated: Nullable(DateTime()),
    version: Type.Optional(Type.String({ default: "non-versioned" })),
  },
  { title: "BlockSchema" },
);
export type BlockSchema = Static<typeof BlockSchema>;

export const BlockDocument = Type.Object(
  {
    block_document_references: Type.Optional(Type.Record(Type.String(), JsonObject())),
    block_schema: Type.Optional(Nullable(BlockSchema)),
    block_schema_id: Uuid(),
    block_type: Type.Optional(Nullable(BlockType)),
    block_type_id: Uuid(),
    block_type_name: Type.Optional(Nullable(Type.String())),
    created: Nullable(DateTime()),
    data: Type.Optional(JsonObject()),
    id: Uuid(),
    is_anonymous: Type.Optional(Type.Boolean({ default: false })),
    name: Type.Optional(Nullable(Type.String({ pattern: "^[^/%&><]+$" }))),
    updated: Nullable(DateTime()),
  },
  { title: "BlockDocument" },
);
export type BlockDocument = Static<typeof BlockDocument>;

export const BlockDocumentCreate = Type.Object(
  {
    block_schema_id: Uuid(),
    block_type_id: Uuid(),
    data: Type.Optional(JsonObject()),
    is_anonymous: Type.Optional(Type.Boolean({ default: false })),
    name: Type.Optional(Nullable(Type.String({ pattern: "^[^/%&><]+$" }))),
  },
  { title: "BlockDocumentCreate", additionalProperties: false },
);
export type BlockDocumentCreate = Static<typeof BlockDocumentCreate>;

export const BlockDocumentFilterBlockTypeId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "BlockDocumentFilterBlockTypeId", additionalProperties: false },
);
export type BlockDocumentFilterBlockTypeId = Static<typeof BlockDocumentFilterBlockTypeId>;

export const BlockDocumentFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "BlockDocumentFilterId", additionalProperties: false },
);
export type BlockDocumentFilterId = Static<typeof BlockDocumentFilterId>;

export const BlockDocumentFilterIsAnonymous = Type.Object(
  {
    eq_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "BlockDocumentFilterIsAnonymous", additionalProperties: false },
);
export type BlockDocumentFilterIsAnonymous = Static<typeof BlockDocumentFilterIsAnonymous>;

export const BlockDocumentFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "BlockDocumentFilterName", additionalProperties: false },
);
export type BlockDocumentFilterName = Static<typeof BlockDocumentFilterName>;

export const BlockDocumentFilter = Type.Object(
  {
    block_type_id: Type.Optional(Nullable(BlockDocumentFilterBlockTypeId)),
    id: Type.Optional(Nullable(BlockDocumentFilterId)),
    is_anonymous: Type.Optional(Nullable(BlockDocumentFilterIsAnonymous, { default: { eq_: false } })),
    name: Type.Optional(Nullable(BlockDocumentFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "BlockDocumentFilter", additionalProperties: false },
);
export type BlockDocumentFilter = Static<typeof BlockDocumentFilter>;

export const BlockDocumentSort = StringEnum(["NAME_DESC", "NAME_ASC", "BLOCK_TYPE_AND_NAME_ASC"], {
  title: "BlockDocumentSort",
});
export type BlockDocumentSort = Static<typeof BlockDocumentSort>;

export const BlockDocumentUpdate = Type.Object(
  {
    block_schema_id: Type.Optional(Nullable(Uuid())),
    data: Type.Optional(JsonObject()),
    merge_existing_data: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "BlockDocumentUpdate", additionalProperties: false },
);
export type BlockDocumentUpdate = Static<typeof BlockDocumentUpdate>;

export const BlockSchemaCreate = Type.Object(
  {
    block_type_id: Uuid(),
    capabilities: Type.Optional(Type.Array(Type.String())),
    fields: Type.Optional(JsonObject()),
    version: Type.Optional(Type.String({ default: "non-versioned" })),
  },
  { title: "BlockSchemaCreate", additionalProperties: false },
);
export type BlockSchemaCreate = Static<typeof BlockSchemaCreate>;

export const BlockSchemaFilterBlockTypeId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "BlockSchemaFilterBlockTypeId", additionalProperties: false },
);
export type BlockSchemaFilterBlockTypeId = Static<typeof BlockSchemaFilterBlockTypeId>;

export const BlockSchemaFilterCapabilities = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "BlockSchemaFilterCapabilities", additionalProperties: false },
);
export type BlockSchemaFilterCapabilities = Static<typeof BlockSchemaFilterCapabilities>;

export const BlockSchemaFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "BlockSchemaFilterId", additionalProperties: false },
);
export type BlockSchemaFilterId = Static<typeof BlockSchemaFilterId>;

export const BlockSchemaFilterVersion = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "BlockSchemaFilterVersion", additionalProperties: false },
);
export type BlockSchemaFilterVersion = Static<typeof BlockSchemaFilterVersion>;

export const BlockSchemaFilter = Type.Object(
  {
    block_capabilities: Type.Optional(Nullable(BlockSchemaFilterCapabilities)),
    block_type_id: Type.Optional(Nullable(BlockSchemaFilterBlockTypeId)),
    id: Type.Optional(Nullable(BlockSchemaFilterId)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    version: Type.Optional(Nullable(BlockSchemaFilterVersion)),
  },
  { title: "BlockSchemaFilter", additionalProperties: false },
);
export type BlockSchemaFilter = Static<typeof BlockSchemaFilter>;

export const BlockTypeCreate = Type.Object(
  {
    code_example: Type.Optional(Nullable(Type.String())),
    description: Type.Optional(Nullable(Type.String())),
    documentation_url: Type.Optional(Nullable(Type.String())),
    logo_url: Type.Optional(Nullable(Type.String())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slug: Type.String(),
  },
  { title: "BlockTypeCreate", additionalProperties: false },
);
export type BlockTypeCreate = Static<typeof BlockTypeCreate>;

export const BlockTypeFilterName = Type.Object(
  {
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "BlockTypeFilterName", additionalProperties: false },
);
export type BlockTypeFilterName = Static<typeof BlockTypeFilterName>;

export const BlockTypeFilterSlug = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "BlockTypeFilterSlug", additionalProperties: false },
);
export type BlockTypeFilterSlug = Static<typeof BlockTypeFilterSlug>;

export const BlockTypeFilter = Type.Object(
  {
    name: Type.Optional(Nullable(BlockTypeFilterName)),
    slug: Type.Optional(Nullable(BlockTypeFilterSlug)),
  },
  { title: "BlockTypeFilter", additionalProperties: false },
);
export type BlockTypeFilter = Static<typeof BlockTypeFilter>;

export const BlockTypeUpdate = Type.Object(
  {
    code_example: Type.Optional(Nullable(Type.String())),
    description: Type.Optional(Nullable(Type.String())),
    documentation_url: Type.Optional(Nullable(Type.String())),
    logo_url: Type.Optional(Nullable(Type.String())),
  },
  { title: "BlockTypeUpdate", additionalProperties: false },
);
export type BlockTypeUpdate = Static<typeof BlockTypeUpdate>;
