import Type from "typebox";
import { route } from "../route.ts";
import { JsonObject } from "../schema.ts";

export const collections = {
  readView: route({
    method: "GET",
    path: "/collections/views/:view",
    tag: "Collections",
    params: Type.Object({ view: Type.String() }),
    responses: { 200: JsonObject() },
  }),
} as const;
