import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { AccessKey, AccessKeyCreate, AccessKeyCreated } from "../schemas/keys.ts";

export const keys = {
  create: route({
    method: "POST",
    path: "/weir/keys",
    tag: "Weir",
    summary: "Make an access key",
    body: AccessKeyCreate,
    responses: { 201: AccessKeyCreated },
  }),
  list: route({
    method: "GET",
    path: "/weir/keys",
    tag: "Weir",
    summary: "The access keys, by name",
    responses: { 200: Type.Array(AccessKey) },
  }),
  revoke: route({
    method: "DELETE",
    path: "/weir/keys/:id",
    tag: "Weir",
    summary: "End an access key",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
} as const;
