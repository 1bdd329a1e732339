import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { listRequests, previewEvent, readRequest } from "../operations/webhooks/inbox.ts";
import { replayRequest } from "../operations/webhooks/receive.ts";
import {
  createWebhook,
  deleteWebhookById,
  listWebhooks,
  readWebhookById,
  rotateWebhook,
  updateWebhookById,
} from "../operations/webhooks/webhooks.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const webhooks = (context: Context): Endpoint[] => [
  endpoint(routes.webhooks.create, async ({ body, caller }) =>
    created(await createWebhook(context, body, caller.baseUrl)),
  ),
  endpoint(routes.webhooks.list, async () => ok(await listWebhooks(context))),
  endpoint(routes.webhooks.preview, async ({ body }) => ok({ event: previewEvent(context, body) })),
  endpoint(routes.webhooks.readRequest, async ({ params }) => ok(await readRequest(context, params.id))),
  endpoint(routes.webhooks.replay, async ({ params }) => created(await replayRequest(context, params.id))),
  endpoint(routes.webhooks.read, async ({ params, query, caller }) =>
    ok(await readWebhookById(context, params.id, query.include_secrets ? caller.baseUrl : undefined)),
  ),
  endpoint(routes.webhooks.update, async ({ params, body }) => ok(await updateWebhookById(context, params.id, body))),
  endpoint(routes.webhooks.delete, async ({ params }) => {
    await deleteWebhookById(context, params.id);
    return noContent;
  }),
  endpoint(routes.webhooks.rotate, async ({ params, caller }) =>
    ok(await rotateWebhook(context, params.id, caller.baseUrl)),
  ),
  endpoint(routes.webhooks.filterRequests, async ({ params, body }) =>
    ok(await listRequests(context, params.id, body)),
  ),
];
