import Type from "typebox";
import { route } from "../route.ts";

export const automations = {
  templatesValidate: route({
    method: "POST",
    path: "/automations/templates/validate",
    tag: "Automations",
    body: Type.String({ default: "" }),
    bodyOptional: true,
    responses: { 200: Type.Null() },
  }),
} as const;
