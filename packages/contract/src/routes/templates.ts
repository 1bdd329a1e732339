import Type from "typebox";
import { route } from "../route.ts";

export const templates = {
  validate: route({
    method: "POST",
    path: "/templates/validate",
    tag: "Automations",
    body: Type.String({ default: "" }),
    bodyOptional: true,
    responses: { 200: Type.Null() },
  }),
} as const;
