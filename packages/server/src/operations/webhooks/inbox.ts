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
import { isUuid } from "../../platform/ids.ts";
import {
  deleteOldWebhookRequests,
  filterWebhookRequests,
  readWebhook,
  readWebhookRequest,
  toWebhookRequest,
  toWebhookRequestDetail,
} from "../../storage/queries/webhooks.ts";
import type { Context } from "../context.ts";
import { eventOf, NoEvent, parsedBody } from "./event-of.ts";

const DEFAULT_LIMIT = 50;

export async function listRequests(
  { store }: Context,
  webhookId: string,
  { outcome, cursor, limit = DEFAULT_LIMIT }: WebhookRequestQuery,
): Promise<WebhookRequestPage> {
  if (cursor != null && !isUuid(cursor))
    throw new Refusal("invalid", "Invalid cursor: it is not one that this route gave.");
  return store.read(async (db) => {
    if (!(await db.first(readWebhook, { id: webhookId }))) throw notFound("Webhook");
    const before = cursor?.toLowerCase();
    const rows = await db.rows(filterWebhookRequests(webhookId, { outcome, before, limit: limit + 1 }));
    const page = rows.slice(0, limit);
    return { requests: page.map(toWebhookRequest), next: rows.length > limit ? page.at(-1)!.id : null };
  });
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
export async function deleteOldRequests({ store, settings }: Context, now: Micros): Promise<number> {
  const before = now - seconds(settings.server_webhooks_retention);
  let removed = 0;
  for (;;) {
    const changed = await store.write((tx) => tx.run(deleteOldWebhookRequests, { before, limit: REMOVED_AT_ONCE }));
    removed += changed;
    if (changed < REMOVED_AT_ONCE) return removed;
  }
}
