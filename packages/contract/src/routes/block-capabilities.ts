import Type from "typebox";
import { route } from "../route.ts";

export const blockCapabilities = {
  list: route({
    method: "GET",
    path: "/block_capabilities/",
    tag: "Block capabilities",
    responses: { 200: Type.Array(Type.String()) },
  }),
} as const;
