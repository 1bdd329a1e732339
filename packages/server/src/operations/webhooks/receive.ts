/**
 * Takes in what other systems send to a webhook.
 *
 * R1. What a request was, and the event that it became, are written in one transaction, before the sender is answered:
 *     one that was told "accepted" is not lost, and any other it sends again.
 * R2. A delivery that its sender repeats becomes one event. That is by the delivery's own name, which only requests that
 *     became an event take.
 * R3. Whatever comes to a known address is kept, with what became of it: it can be looked at, and taken in again once the
 *     secret or the template is mended. What comes to no address is not: anybody may send that.
 */
import { WEBHOOK_PRESETS, type Micros, type WebhookRequest, type WebhookTemplate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { deliveryOf, refusalOf, withoutSecrets } from "./genuine.ts";
import {
  insertWebhookRequest,
  readAcceptedDelivery,
  readWebhook,
  readWebhookByAddress,
  readWebhookRequest,
  toWebhookRequest,
} from "../../storage/queries/webhooks.ts";
import type { WebhookRequestTable, WebhookTable } from "../../storage/webhook-tables.ts";
import type { Context } from "../context.ts";
import { preparedEvents, recordEvents, type IncomingEvent } from "../receive-events.ts";
import { eventOf, NoEvent, parsedBody } from "./event-of.ts";
import { hashOfAddress, secretsOf } from "./sealed.ts";

type Preset = keyof typeof WEBHOOK_PRESETS;

/** A request as it came. */
export interface IncomingRequest {
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The address that it came from. */
  readonly origin: string;
}

export interface Received {
  readonly request: WebhookRequest;
  /** What Slack asks of an address to be shown that it is ours; undefined for everything else. */
  readonly challenge?: string | undefined;
}

interface Taken extends IncomingRequest {
  readonly id: string;
  readonly received: Micros;
  readonly replayOf: string | null;
  /** True if it was let in before. */
  readonly wasGenuine: boolean;
}

/** What becomes of a request. */
interface Verdict {
  readonly outcome: WebhookRequest["outcome"];
  readonly reason: string | null;
  readonly incoming?: Required<IncomingEvent>;
  readonly delivery: string | null;
  readonly isGenuine: boolean;
  readonly challenge?: string;
}

/** Why it is not let in; undefined if it is. */
function closedTo(context: Context, webhook: WebhookTable, request: Taken): string | undefined {
  const preset = webhook.preset as Preset;
  if (request.wasGenuine || WEBHOOK_PRESETS[preset].secret === "none") return undefined;
  return refusalOf(preset, secretsOf(context, webhook).secret, request);
}

const challengeOf = (preset: Preset, body: unknown): string | undefined => {
  const { type, challenge } = (body ?? {}) as { readonly type?: unknown; readonly challenge?: unknown };
  return preset === "slack" && type === "url_verification" && typeof challenge === "string" ? challenge : undefined;
};

function judge(context: Context, webhook: WebhookTable, request: Taken): Verdict {
  const preset = webhook.preset as Preset;
  const text = new TextDecoder().decode(request.body);
  const body = parsedBody(text, request.headers["content-type"]);
  const delivery = request.replayOf === null ? deliveryOf(preset, request.headers, body) : null;
  if (webhook.enabled === 0)
    return { outcome: "refused", reason: "the webhook is disabled", delivery, isGenuine: false };
  const refusal = closedTo(context, webhook, request);
  if (refusal !== undefined) return { outcome: "refused", reason: refusal, delivery, isGenuine: false };
  const challenge = challengeOf(preset, body);
  if (challenge !== undefined)
    return {
      outcome: "accepted",
      reason: "Slack asked for the address to be verified",
      delivery,
      isGenuine: true,
      challenge,
    };
  try {
    const template = webhook.template === null ? null : (JSON.parse(webhook.template) as WebhookTemplate);
    const { headers, query, received } = request;
    const view = { webhook, headers: withoutSecrets(headers), query, body, received };
    return { outcome: "accepted", reason: null, incoming: eventOf(preset, template, view), delivery, isGenuine: true };
  } catch (error) {
    if (!(error instanceof NoEvent)) throw error;
    return { outcome: "failed", reason: error.message, delivery, isGenuine: true };
  }
}

/** A body as it can be kept: a database takes no NUL in a text. */
function kept(body: Uint8Array): Pick<WebhookRequestTable, "body" | "body_encoding"> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    if (!text.includes("\0")) return { body: text, body_encoding: "text" };
  } catch {
    // no text
  }
  return { body: Buffer.from(body).toString("base64"), body_encoding: "base64" };
}

async function take(context: Context, webhook: WebhookTable, request: Taken): Promise<Received> {
  const { outcome, reason, incoming, delivery, isGenuine, challenge } = judge(context, webhook, request);
  const row: WebhookRequestTable = {
    id: request.id,
    webhook_id: webhook.id,
    received: request.received,
    origin: request.origin,
    size: request.body.byteLength,
    outcome,
    reason,
    event_id: incoming?.event.id ?? null,
    event: incoming?.event.event ?? null,
    delivery,
    replay_of: request.replayOf,
    is_genuine: isGenuine ? 1 : 0,
    headers: JSON.stringify(withoutSecrets(request.headers)),
    query: JSON.stringify(request.query),
    ...kept(request.body),
  };
  const prepared = incoming && preparedEvents(context, [incoming], request.received);
  const written = await context.store.write(async (tx) => {
    if ((await tx.run(insertWebhookRequest, row)) > 0) {
      if (prepared) await recordEvents(context, tx, prepared);
      return row;
    }
    const first = await tx.first(readAcceptedDelivery, { webhook_id: webhook.id, delivery: delivery! });
    const again = {
      ...row,
      outcome: "duplicate",
      reason: "this delivery had become an event",
      event_id: first?.event_id ?? null,
      event: first?.event ?? null,
    };
    await tx.run(insertWebhookRequest, again);
    return again;
  });
  if (prepared && written.outcome === "accepted") context.meters.eventsReceived.add(1);
  return { request: toWebhookRequest(written), challenge };
}

/**
 * @param address the secret part of the address that it came to
 * @throws Refusal where there is no such address
 */
export async function receiveRequest(context: Context, address: string, request: IncomingRequest): Promise<Received> {
  const webhook = await context.store.read((db) =>
    db.first(readWebhookByAddress, { address_hash: hashOfAddress(address) }),
  );
  if (!webhook) throw notFound("Webhook");
  return take(context, webhook, {
    ...request,
    id: uuid7(),
    received: context.clock.now(),
    replayOf: null,
    wasGenuine: false,
  });
}

/** Takes a request of the inbox in again: a new one, with an event of its own, even if the first became one. */
export async function replayRequest(context: Context, id: string): Promise<WebhookRequest> {
  const row = await context.store.read((db) => db.first(readWebhookRequest, { id }));
  if (!row) throw notFound("Webhook request");
  const webhook = await context.store.read((db) => db.first(readWebhook, { id: row.webhook_id }));
  if (!webhook) throw notFound("Webhook");
  if (webhook.enabled === 0) throw new Refusal("conflict", `The webhook ${webhook.name} is disabled: enable it first.`);
  const { request } = await take(context, webhook, {
    id: uuid7(),
    headers: JSON.parse(row.headers) as Record<string, string>,
    query: JSON.parse(row.query) as Record<string, string>,
    body: Buffer.from(row.body, row.body_encoding === "base64" ? "base64" : "utf8"),
    origin: row.origin,
    // Signatures are judged by when they came.
    received: row.received,
    replayOf: row.replay_of ?? row.id,
    wasGenuine: row.is_genuine === 1,
  });
  return request;
}
