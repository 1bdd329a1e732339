/** What webhooks have received. */
import {
  seconds,
  type Event,
  type Micros,
  type WebhookPreview,
  type WebhookRequestDetail,
  type WebhookRequestPage,
  type WebhookRequestQuery,
} from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import {
  deleteOldWebhookRequests,
  filterWebhookRequests,
  readWebhook,
  readWebhookRequest,
  toWebhookRequest,
  toWebhookRequestDetail,
} from "../../storage/queries/webhooks.ts";
import type { Context } from "../context.ts";
import { pageById } from "../id-pages.ts";
import { inPieces } from "../in-pieces.ts";
import { eventOf, NoEvent, parsedBody } from "./event-of.ts";

export async function listRequests(
  { store }: Context,
  webhookId: string,
  query: WebhookRequestQuery,
): Promise<WebhookRequestPage> {
  const { rows, next } = await pageById(query, (place) =>
    store.read(async (db) => {
      if (!(await db.first(readWebhook, { id: webhookId }))) throw notFound("Webhook");
      return db.rows(filterWebhookRequests(webhookId, { ...query, ...place }));
    }),
  );
  return { requests: rows.map(toWebhookRequest), next };
}

export async function readRequest({ store }: Context, id: string): Promise<WebhookRequestDetail> {
  const row = await store.read((db) => db.first(readWebhookRequest, { id }));
  if (!row) throw notFound("Webhook request");
  return toWebhookRequestDetail(row);
}

const NOWHERE = "00000000-0000-0000-0000-000000000000";

/** The event that a request would become. @throws Refusal where it would become none */
export function previewEvent({ clock }: Context, preview: WebhookPreview): Event {
  const { preset = "plain", template = null, query = {}, body } = preview;
  const headers = Object.fromEntries(
    Object.entries(preview.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  try {
    const view = {
      webhook: { id: NOWHERE, name: "preview" },
      headers,
      query,
      body: parsedBody(body, headers["content-type"]),
      received: clock.now(),
    };
    return eventOf(preset, template, view).event;
  } catch (error) {
    if (error instanceof NoEvent) throw new Refusal("invalid", `No event can be made of it: ${error.message}.`);
    throw error;
  }
}

/** Requests removed in one transaction. */
const REMOVED_AT_ONCE = 200;

/** Removes what is older than the server keeps it; answers how many. */
export function deleteOldRequests({ store, settings }: Context, now: Micros): Promise<number> {
  const before = now - seconds(settings.server_webhooks_retention);
  return inPieces(REMOVED_AT_ONCE, (limit) => store.write((tx) => tx.run(deleteOldWebhookRequests, { before, limit })));
}
