import Type from "typebox";
import { route } from "../route.ts";
import { SecretsReport, SecretsRotated } from "../schemas/secrets.ts";

export const secrets = {
  examine: route({
    method: "GET",
    path: "/weir/secrets",
    tag: "Weir",
    summary: "Which keys secrets are sealed under, and which secrets do not open",
    responses: { 200: SecretsReport },
  }),
  rotate: route({
    method: "POST",
    path: "/weir/secrets/rotate",
    tag: "Weir",
    summary: "Seal all secrets anew, under a fresh key unless told otherwise",
    body: Type.Object({ new_key: Type.Optional(Type.Boolean({ default: true })) }),
    bodyOptional: true,
    responses: { 200: SecretsRotated },
  }),
} as const;
