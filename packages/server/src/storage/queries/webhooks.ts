/** Inbound webhooks, and what they have received. */
import { formatTime, type Micros, type Webhook, type WebhookRequest, type WebhookRequestDetail } from "@weir/contract";
import { query, type Builder } from "../query.ts";
import type { WebhookRequestTable, WebhookTable } from "../webhook-tables.ts";

export const toWebhookRequest = (
  row: Omit<WebhookRequestTable, "headers" | "query" | "body" | "body_encoding" | "is_genuine">,
): WebhookRequest => ({
  id: row.id,
  webhook_id: row.webhook_id,
  received: formatTime(row.received),
  origin: row.origin,
  size: row.size,
  outcome: row.outcome as WebhookRequest["outcome"],
  reason: row.reason,
  event_id: row.event_id,
  event: row.event,
  delivery: row.delivery,
  replay_of: row.replay_of,
});

export const toWebhookRequestDetail = (row: WebhookRequestTable): WebhookRequestDetail => ({
  ...toWebhookRequest(row),
  headers: JSON.parse(row.headers) as Record<string, string>,
  query: JSON.parse(row.query) as Record<string, string>,
  body: row.body,
  body_encoding: row.body_encoding as WebhookRequestDetail["body_encoding"],
});

export const toWebhook = (row: WebhookTable, { url, has_secret }: Pick<Webhook, "url" | "has_secret">): Webhook => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  preset: row.preset as Webhook["preset"],
  template: row.template === null ? null : (JSON.parse(row.template) as Webhook["template"]),
  has_secret,
  url,
});

/** Changes no row where the name is taken. */
export const insertWebhook = query<WebhookTable>()((db, p) =>
  db
    .insertInto("webhook")
    .values({
      id: p("id"),
      created: p("created"),
      updated: p("updated"),
      name: p("name"),
      description: p("description"),
      enabled: p("enabled"),
      preset: p("preset"),
      template: p("template"),
      address_hash: p("address_hash"),
      sealed: p("sealed"),
    })
    .onConflict((conflict) => conflict.column("name").doNothing()),
);

export const updateWebhook = query<Omit<WebhookTable, "created" | "preset">>()((db, p) =>
  db
    .updateTable("webhook")
    .set({
      updated: p("updated"),
      name: p("name"),
      description: p("description"),
      enabled: p("enabled"),
      template: p("template"),
      address_hash: p("address_hash"),
      sealed: p("sealed"),
    })
    .where("id", "=", p("id")),
);

export const deleteWebhook = query<{ id: string }>()((db, p) => db.deleteFrom("webhook").where("id", "=", p("id")));

export const readWebhook = query<{ id: string }>()((db, p) =>
  db.selectFrom("webhook").selectAll().where("id", "=", p("id")),
);

export const readWebhookByName = query<{ name: string }>()((db, p) =>
  db.selectFrom("webhook").selectAll().where("name", "=", p("name")),
);

export const readWebhookByAddress = query<{ address_hash: string }>()((db, p) =>
  db.selectFrom("webhook").selectAll().where("address_hash", "=", p("address_hash")),
);

export const readWebhooks = query<Record<never, never>>()((db) => db.selectFrom("webhook").selectAll().orderBy("name"));

export const readWebhooksAfter = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom("webhook")
    .select(["id", "name", "sealed"])
    .where("id", ">", p("after"))
    .orderBy("id")
    .limit(p("limit")),
);

/** Seals the same secrets anew, unless they have changed meanwhile. */
export const resealWebhook = query<{ id: string; data: string; former: string }>()((db, p) =>
  db
    .updateTable("webhook")
    .set({ sealed: p("data") })
    .where("id", "=", p("id"))
    .where("sealed", "=", p("former")),
);

/** Changes no row where the same delivery has become an event already. */
export const insertWebhookRequest = query<WebhookRequestTable>()((db, p) =>
  db
    .insertInto("webhook_request")
    .values({
      id: p("id"),
      webhook_id: p("webhook_id"),
      received: p("received"),
      origin: p("origin"),
      size: p("size"),
      outcome: p("outcome"),
      reason: p("reason"),
      event_id: p("event_id"),
      event: p("event"),
      delivery: p("delivery"),
      replay_of: p("replay_of"),
      is_genuine: p("is_genuine"),
      headers: p("headers"),
      query: p("query"),
      body: p("body"),
      body_encoding: p("body_encoding"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** The request of a delivery that has become an event. */
export const readAcceptedDelivery = query<{ webhook_id: string; delivery: string }>()((db, p) =>
  db
    .selectFrom("webhook_request")
    .select(["event_id", "event"])
    .where("webhook_id", "=", p("webhook_id"))
    .where("delivery", "=", p("delivery"))
    .where("outcome", "=", "accepted"),
);

export const readWebhookRequest = query<{ id: string }>()((db, p) =>
  db.selectFrom("webhook_request").selectAll().where("id", "=", p("id")),
);

/** The newest first: their ids go by time. */
export const filterWebhookRequests =
  (
    webhookId: string,
    { outcome, before, limit }: { outcome?: string | null; before?: string | undefined; limit: number },
  ) =>
  (db: Builder) => {
    let select = db
      .selectFrom("webhook_request")
      .select(["id", "webhook_id", "received", "origin", "size", "outcome", "reason"])
      .select(["event_id", "event", "delivery", "replay_of"])
      .where("webhook_id", "=", webhookId);
    if (outcome != null) select = select.where("outcome", "=", outcome);
    if (before !== undefined) select = select.where("id", "<", before);
    return select.orderBy("id", "desc").limit(limit);
  };

export const countOldWebhookRequests = query<{ before: Micros }>()((db, p) =>
  db
    .selectFrom("webhook_request")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("received", "<", p("before")),
);

export const deleteOldWebhookRequests = query<{ before: Micros; limit: number }>()((db, p) =>
  db
    .deleteFrom("webhook_request")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("webhook_request")
        .select("id")
        .where("received", "<", p("before"))
        .orderBy("received")
        .limit(p("limit")),
    ),
);
