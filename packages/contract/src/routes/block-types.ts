import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid } from "../schema.ts";
import {
  BlockDocument,
  BlockSchemaFilter,
  BlockType,
  BlockTypeCreate,
  BlockTypeFilter,
  BlockTypeUpdate,
} from "../schemas/blocks.ts";

export const blockTypes = {
  create: route({
    method: "POST",
    path: "/block_types/",
    tag: "Block types",
    body: BlockTypeCreate,
    responses: { 201: BlockType },
  }),
  filter: route({
    method: "POST",
    path: "/block_types/filter",
    tag: "Block types",
    body: Type.Object({
      block_schemas: Type.Optional(Nullable(BlockSchemaFilter)),
      block_types: Type.Optional(Nullable(BlockTypeFilter)),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(BlockType) },
  }),
  installSystemBlockTypes: route({
    method: "POST",
    path: "/block_types/install_system_block_types",
    tag: "Block types",
    responses: { 200: Type.Any() },
  }),
  readBySlug: route({
    method: "GET",
    path: "/block_types/slug/:slug",
    tag: "Block types",
    params: Type.Object({ slug: Type.String() }),
    responses: { 200: BlockType },
  }),
  readBlockDocuments: route({
    method: "GET",
    path: "/block_types/slug/:slug/block_documents",
    tag: "Block types",
    params: Type.Object({ slug: Type.String() }),
    query: Type.Object({ include_secrets: Type.Optional(Type.Boolean({ default: false })) }),
    responses: { 200: Type.Array(BlockDocument) },
  }),
  readBlockDocumentByName: route({
    method: "GET",
    path: "/block_types/slug/:slug/block_documents/name/:block_document_name",
    tag: "Block types",
    params: Type.Object({ slug: Type.String(), block_document_name: Type.String() }),
    query: Type.Object({ include_secrets: Type.Optional(Type.Boolean({ default: false })) }),
    responses: { 200: BlockDocument },
  }),
  delete: route({
    method: "DELETE",
    path: "/block_types/:id",
    tag: "Block types",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/block_types/:id",
    tag: "Block types",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: BlockType },
  }),
  update: route({
    method: "PATCH",
    path: "/block_types/:id",
    tag: "Block types",
    params: Type.Object({ id: Uuid() }),
    body: BlockTypeUpdate,
    responses: { 204: Type.Null() },
  }),
} as const;
