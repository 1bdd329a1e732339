/** The keys that secrets are sealed under, and whether they open what is sealed. */
import Type, { type Static } from "typebox";
import { Uuid } from "../schema.ts";

/** A secret that does not open. */
const LockedSecret = Type.Object({
  id: Uuid(),
  /** `slug/name` of a block, or what else it is. */
  name: Type.String(),
  /** Name of the key that it is sealed under. */
  key: Type.String(),
  reason: Type.String(),
});

export const SecretsReport = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        /** The beginning of a hash of the key: enough to know it by, and nothing to open with. */
        name: Type.String(),
        /** How many secrets are sealed under it. */
        secrets: Type.Integer(),
        is_present: Type.Boolean(),
        /** True for the one that new secrets are sealed under. */
        seals: Type.Boolean(),
      }),
    ),
    locked: Type.Array(LockedSecret),
  },
  { title: "SecretsReport" },
);
export type SecretsReport = Static<typeof SecretsReport>;

export const SecretsRotated = Type.Object(
  {
    /** Name of the key that all secrets are sealed under now, but for those that do not open. */
    key: Type.String(),
    resealed: Type.Integer(),
    locked: Type.Array(LockedSecret),
  },
  { title: "SecretsRotated" },
);
export type SecretsRotated = Static<typeof SecretsRotated>;
