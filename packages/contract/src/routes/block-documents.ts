import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid } from "../schema.ts";
import {
  BlockDocument,
  BlockDocumentCreate,
  BlockDocumentFilter,
  BlockDocumentSort,
  BlockDocumentUpdate,
  BlockSchemaFilter,
  BlockTypeFilter,
} from "../schemas/blocks.ts";

export const blockDocuments = {
  create: route({
    method: "POST",
    path: "/block_documents/",
    tag: "Block documents",
    body: BlockDocumentCreate,
    responses: { 201: BlockDocument },
  }),
  count: route({
    method: "POST",
    path: "/block_documents/count",
    tag: "Block documents",
    body: Type.Object({
      block_documents: Type.Optional(Nullable(BlockDocumentFilter)),
      block_schemas: Type.Optional(Nullable(BlockSchemaFilter)),
      block_types: Type.Optional(Nullable(BlockTypeFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/block_documents/filter",
    tag: "Block documents",
    body: Type.Object({
      block_documents: Type.Optional(Nullable(BlockDocumentFilter)),
      block_schemas: Type.Optional(Nullable(BlockSchemaFilter)),
      block_types: Type.Optional(Nullable(BlockTypeFilter)),
      include_secrets: Type.Optional(Type.Boolean({ default: false })),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(Nullable(BlockDocumentSort, { default: "NAME_ASC" })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(BlockDocument) },
  }),
  delete: route({
    method: "DELETE",
    path: "/block_documents/:id",
    tag: "Block documents",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/block_documents/:id",
    tag: "Block documents",
    params: Type.Object({ id: Uuid() }),
    query: Type.Object({ include_secrets: Type.Optional(Type.Boolean({ default: false })) }),
    responses: { 200: BlockDocument },
  }),
  update: route({
    method: "PATCH",
    path: "/block_documents/:id",
    tag: "Block documents",
    params: Type.Object({ id: Uuid() }),
    body: BlockDocumentUpdate,
    responses: { 204: Type.Null() },
  }),
} as const;
