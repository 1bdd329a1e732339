import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import {
  Webhook,
  WebhookCreate,
  WebhookCreated,
  WebhookPreview,
  WebhookPreviewed,
  WebhookRequest,
  WebhookRequestDetail,
  WebhookRequestPage,
  WebhookRequestQuery,
  WebhookUpdate,
} from "../schemas/webhooks.ts";

const byId = Type.Object({ id: Uuid() });
const Secrets = Type.Object({ include_secrets: Type.Optional(Type.Boolean({ default: false })) });

export const webhooks = {
  create: route({
    method: "POST",
    path: "/weir/webhooks",
    tag: "Weir",
    summary: "Make an address that turns requests into events",
    body: WebhookCreate,
    responses: { 201: WebhookCreated },
  }),
  list: route({
    method: "GET",
    path: "/weir/webhooks",
    tag: "Weir",
    summary: "The inbound webhooks, by name",
    responses: { 200: Type.Array(Webhook) },
  }),
  preview: route({
    method: "POST",
    path: "/weir/webhooks/preview",
    tag: "Weir",
    summary: "The event that a request would become; nothing is kept",
    body: WebhookPreview,
    responses: { 200: WebhookPreviewed },
  }),
  readRequest: route({
    method: "GET",
    path: "/weir/webhooks/requests/:id",
    tag: "Weir",
    summary: "A request as it was received",
    // What others send may be meant for few.
    access: "operator",
    params: byId,
    responses: { 200: WebhookRequestDetail },
  }),
  replay: route({
    method: "POST",
    path: "/weir/webhooks/requests/:id/replay",
    tag: "Weir",
    summary: "Take a request in once more, by the template as it is now",
    params: byId,
    responses: { 201: WebhookRequest },
  }),
  read: route({
    method: "GET",
    path: "/weir/webhooks/:id",
    tag: "Weir",
    params: byId,
    query: Secrets,
    responses: { 200: Webhook },
  }),
  update: route({
    method: "PATCH",
    path: "/weir/webhooks/:id",
    tag: "Weir",
    params: byId,
    body: WebhookUpdate,
    responses: { 200: Webhook },
  }),
  delete: route({
    method: "DELETE",
    path: "/weir/webhooks/:id",
    tag: "Weir",
    summary: "End an inbound webhook, with its inbox",
    params: byId,
    responses: { 204: Type.Null() },
  }),
  rotate: route({
    method: "POST",
    path: "/weir/webhooks/:id/rotate",
    tag: "Weir",
    summary: "Give it another address; the one before ends at once",
    params: byId,
    responses: { 200: Webhook },
  }),
  filterRequests: route({
    method: "POST",
    path: "/weir/webhooks/:id/requests/filter",
    tag: "Weir",
    summary: "The inbox: what was received, the newest first",
    params: byId,
    body: WebhookRequestQuery,
    bodyOptional: true,
    responses: { 200: WebhookRequestPage },
  }),
} as const;
