import Type, { type Static } from "typebox";
import { DateTime, Nullable, Uuid } from "../schema.ts";

export const CsrfToken = Type.Object(
  {
    client: Type.String(),
    created: Nullable(DateTime()),
    expiration: DateTime(),
    id: Uuid(),
    token: Type.String(),
    updated: Nullable(DateTime()),
  },
  { title: "CsrfToken" },
);
export type CsrfToken = Static<typeof CsrfToken>;

export const ServerDefaultResultStorage = Type.Object(
  {
    default_result_storage_block_id: Type.Optional(Nullable(Uuid())),
  },
  { title: "ServerDefaultResultStorage" },
);
export type ServerDefaultResultStorage = Static<typeof ServerDefaultResultStorage>;

export const ServerDefaultResultStorageUpdate = Type.Object(
  {
    default_result_storage_block_id: Uuid(),
  },
  { title: "ServerDefaultResultStorageUpdate" },
);
export type ServerDefaultResultStorageUpdate = Static<typeof ServerDefaultResultStorageUpdate>;
