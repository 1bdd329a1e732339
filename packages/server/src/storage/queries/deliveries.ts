import { formatTime, type Delivery, type DeliveryQuery, type Micros } from "@weir/contract";
import type { DeliveryTable } from "../automation-tables.ts";
import { query, type Builder } from "../query.ts";

export const toDelivery = (row: DeliveryTable): Delivery => ({
  id: row.id,
  invocation_id: row.invocation_id,
  attempt: row.attempt,
  automation_id: row.automation_id,
  automation_name: row.automation_name,
  event_id: row.event_id,
  block_document_id: row.block_document_id,
  block_name: row.block_name,
  recipient: row.recipient,
  subject: row.subject,
  started: formatTime(row.started),
  duration: row.duration / 1e6,
  outcome: row.outcome as Delivery["outcome"],
  status_code: row.status_code,
  answer: row.answer,
});

export const insertDelivery = query<DeliveryTable>()((db, p) =>
  db.insertInto("delivery").values({
    id: p("id"),
    invocation_id: p("invocation_id"),
    place: p("place"),
    attempt: p("attempt"),
    automation_id: p("automation_id"),
    automation_name: p("automation_name"),
    event_id: p("event_id"),
    block_document_id: p("block_document_id"),
    block_name: p("block_name"),
    recipient: p("recipient"),
    subject: p("subject"),
    started: p("started"),
    duration: p("duration"),
    outcome: p("outcome"),
    status_code: p("status_code"),
    answer: p("answer"),
  }),
);

/** What an action does not send again: what was delivered, and what was refused for good. */
export const readSettled = query<{ invocation_id: string }>()((db, p) =>
  db
    .selectFrom("delivery")
    .select(["place", "outcome", "answer"])
    .where("invocation_id", "=", p("invocation_id"))
    .where("outcome", "!=", "tried"),
);

/** The newest first: their ids go by time. */
export const filterDeliveries =
  ({
    automation_id,
    outcome,
    limit,
    before,
  }: Omit<DeliveryQuery, "cursor"> & { limit: number; before?: string | undefined }) =>
  (db: Builder) => {
    let select = db.selectFrom("delivery").selectAll();
    if (automation_id != null) select = select.where("automation_id", "=", automation_id.toLowerCase());
    if (outcome != null) select = select.where("outcome", "=", outcome);
    if (before !== undefined) select = select.where("id", "<", before);
    return select.orderBy("id", "desc").limit(limit);
  };

export const countOldDeliveries = query<{ before: Micros }>()((db, p) =>
  db
    .selectFrom("delivery")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("started", "<", p("before")),
);

export const deleteOldDeliveries = query<{ before: Micros; limit: number }>()((db, p) =>
  db
    .deleteFrom("delivery")
    .where("id", "in", (eb) =>
      eb.selectFrom("delivery").select("id").where("started", "<", p("before")).orderBy("started").limit(p("limit")),
    ),
);
