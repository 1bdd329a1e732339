import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid } from "../schema.ts";
import { BlockSchema, BlockSchemaCreate, BlockSchemaFilter } from "../schemas/blocks.ts";

export const blockSchemas = {
  create: route({
    method: "POST",
    path: "/block_schemas/",
    tag: "Block schemas",
    body: BlockSchemaCreate,
    responses: { 201: BlockSchema },
  }),
  readByChecksum: route({
    method: "GET",
    path: "/block_schemas/checksum/:checksum",
    tag: "Block schemas",
    params: Type.Object({ checksum: Type.String() }),
    query: Type.Object({ version: Type.Optional(Nullable(Type.String())) }),
    responses: { 200: BlockSchema },
  }),
  filter: route({
    method: "POST",
    path: "/block_schemas/filter",
    tag: "Block schemas",
    body: Type.Object({
      block_schemas: Type.Optional(Nullable(BlockSchemaFilter)),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(BlockSchema) },
  }),
  delete: route({
    method: "DELETE",
    path: "/block_schemas/:id",
    tag: "Block schemas",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/block_schemas/:id",
    tag: "Block schemas",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: BlockSchema },
  }),
} as const;
