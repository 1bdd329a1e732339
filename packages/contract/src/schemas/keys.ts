/** Access keys: who may use a server, as what, and until when. */
import Type, { type Static } from "typebox";
import { ROLES } from "../access.ts";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";

const Name = Type.String({ pattern: "^[a-z0-9][a-z0-9-]*$", maxLength: 100 });
const KeyRole = StringEnum(ROLES);

export const AccessKey = Type.Object(
  {
    id: Uuid(),
    created: DateTime(),
    name: Name,
    role: KeyRole,
    team: Nullable(Type.String()),
    /** Null for a key that never expires. */
    expires: Nullable(DateTime()),
  },
  { title: "AccessKey" },
);
export type AccessKey = Static<typeof AccessKey>;

export const AccessKeyCreate = Type.Object(
  {
    name: Name,
    role: KeyRole,
    team: Type.Optional(Nullable(Name)),
    /** Seconds from now; none for a key that never expires. */
    expires_in: Type.Optional(Nullable(Type.Number({ minimum: 1, maximum: 315_576_000 }))),
  },
  { title: "AccessKeyCreate", additionalProperties: false },
);
export type AccessKeyCreate = Static<typeof AccessKeyCreate>;

/** With the key itself, which is shown this once. */
export const AccessKeyCreated = Type.Object(
  { ...AccessKey.properties, key: Type.String() },
  { title: "AccessKeyCreated" },
);
export type AccessKeyCreated = Static<typeof AccessKeyCreated>;
