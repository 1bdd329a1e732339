import Type from "typebox";
import { route } from "../route.ts";
import { CsrfToken } from "../schemas/admin.ts";

export const health = {
  csrfToken: route({
    method: "GET",
    path: "/csrf-token",
    tag: "Root",
    query: Type.Object({ client: Type.String() }),
    responses: { 200: CsrfToken },
  }),
  health: route({ method: "GET", path: "/health", tag: "Root", responses: { 200: Type.Boolean() } }),
  hello: route({ method: "GET", path: "/hello", tag: "Root", responses: { 200: Type.String() } }),
  ready: route({ method: "GET", path: "/ready", tag: "Root", responses: { 200: Type.Any() } }),
  version: route({ method: "GET", path: "/version", tag: "Root", responses: { 200: Type.String() } }),
} as const;
