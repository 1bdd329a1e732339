import Type from "typebox";
import { route } from "../route.ts";
import { ServerDefaultResultStorage, ServerDefaultResultStorageUpdate } from "../schemas/admin.ts";
import { Settings } from "../schemas/admin-settings.ts";

export const admin = {
  readSettings: route({ method: "GET", path: "/admin/settings", tag: "Admin", responses: { 200: Settings } }),
  deleteStorage: route({ method: "DELETE", path: "/admin/storage", tag: "Admin", responses: { 204: Type.Null() } }),
  readStorage: route({
    method: "GET",
    path: "/admin/storage",
    tag: "Admin",
    responses: { 200: ServerDefaultResultStorage },
  }),
  updateStorage: route({
    method: "PUT",
    path: "/admin/storage",
    tag: "Admin",
    body: ServerDefaultResultStorageUpdate,
    responses: { 200: ServerDefaultResultStorage },
  }),
  readVersion: route({ method: "GET", path: "/admin/version", tag: "Admin", responses: { 200: Type.String() } }),
} as const;
