/**
 * Delivers what actions send, and keeps a log of every try.
 *
 * D1. What was delivered is not sent again when the action is tried again because of another recipient.
 * D2. A try is in the log before the next one begins. A server that dies in between sends once more, under the same id.
 */
import { seconds, type DeliveryPage, type DeliveryQuery, type Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { callOut, OutboundError, type OutboundAnswer, type OutboundCall } from "../../platform/outbound.ts";
import { MailRefused, sendMail, type OutboundMail } from "../../platform/outbound-mail.ts";
import {
  deleteOldDeliveries,
  filterDeliveries,
  insertDelivery,
  readDelivered,
  toDelivery,
} from "../../storage/queries/deliveries.ts";
import type { Context } from "../context.ts";
import { pageById } from "../id-pages.ts";
import { inPieces } from "../in-pieces.ts";
import { ActionFailed } from "./action-failed.ts";
import type { ActionTask } from "./firing.ts";

/** One message to one recipient. */
export type Message = { readonly recipient?: string | undefined } & (
  { readonly call: OutboundCall } | { readonly mail: OutboundMail }
);

/** What is sent, and by which action. */
export interface Sending {
  readonly task: ActionTask;
  /** Of the action's doing. */
  readonly invocation: string;
  /** The try, from 1. */
  readonly attempt: number;
  /** True if it is not tried again after this. */
  readonly isLast: boolean;
  readonly block: { readonly id: string; readonly slug: string; readonly name: string | null };
  readonly subject: string;
}

/** After this no further message of an action is begun: longer than an action is taken for, another server would send as well. */
const LONGEST: Micros = 20e6;
/** Of the answer, so much is kept. */
const TOLD_OF_ANSWER = 1000;

const HIDDEN_HEADERS = /auth|cookie|token|secret|key/i;

/** An answer as events tell of it. */
export const answered = ({ status, headers, body }: OutboundAnswer): Readonly<Record<string, unknown>> => ({
  status_code: status,
  response_body: body.slice(0, TOLD_OF_ANSWER),
  response_headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !HIDDEN_HEADERS.test(name))),
});

async function send(message: Message): Promise<OutboundAnswer> {
  if ("call" in message) return callOut(message.call);
  return { status: 250, headers: {}, body: await sendMail(message.mail) };
}

/**
 * Sends all that is not delivered yet; answers with the last answer.
 *
 * @param judge why an answer is none that counts; undefined if it counts. What may go better another time it throws.
 * @throws ActionFailed, or OutboundError where it is to be tried again
 */
export async function deliver(
  context: Context,
  sending: Sending,
  messages: readonly Message[],
  judge: (answer: OutboundAnswer) => string | undefined,
): Promise<OutboundAnswer | undefined> {
  const { store, clock } = context;
  const done = await store.read((db) => db.all(readDelivered, { invocation_id: sending.invocation }));
  const delivered = new Set(done.map(({ place }) => place));
  const begun = clock.now();
  let last: OutboundAnswer | undefined;
  for (const [place, message] of messages.entries()) {
    if (delivered.has(place)) continue;
    const started = clock.now();
    if (last && started - begun > LONGEST) throw new OutboundError("the others get it with the next try");
    const note = (outcome: "delivered" | "failed" | "tried", told: string): Promise<unknown> =>
      store.write((tx) =>
        tx.run(insertDelivery, {
          id: uuid7(),
          invocation_id: sending.invocation,
          place,
          attempt: sending.attempt,
          automation_id: sending.task.automation.id,
          automation_name: sending.task.automation.name,
          event_id: sending.task.event?.id ?? null,
          block_document_id: sending.block.id,
          block_name: `${sending.block.slug}/${sending.block.name ?? sending.block.id}`,
          recipient: message.recipient ?? null,
          subject: storable(sending.subject),
          started,
          duration: clock.now() - started,
          outcome,
          status_code: answer?.status ?? null,
          answer: storable(told),
        }),
      );
    let answer: OutboundAnswer | undefined;
    try {
      answer = await send(message);
      const problem = judge(answer);
      if (problem !== undefined) throw new ActionFailed(problem, answered(answer));
    } catch (error) {
      const isFinal = error instanceof ActionFailed || error instanceof MailRefused;
      await note(isFinal || sending.isLast ? "failed" : "tried", answer?.body ?? (error as Error).message);
      throw error instanceof MailRefused ? new ActionFailed(`Notification failed: ${error.message}`) : error;
    }
    await note("delivered", answer.body);
    last = answer;
  }
  return last;
}

const storable = (text: string): string => text.slice(0, TOLD_OF_ANSWER).replaceAll("\0", "").toWellFormed();

/** Notifications are delivered when their service takes them; one that is overwhelmed is asked again. */
export function judgeNotification({ status }: OutboundAnswer): string | undefined {
  if (status === 429 || status >= 500) throw new OutboundError(`the service answered ${status}`);
  return status >= 300 ? "Notification failed" : undefined;
}

export async function listDeliveries({ store }: Context, query: DeliveryQuery): Promise<DeliveryPage> {
  const { rows, next } = await pageById(query, (place) =>
    store.read((db) => db.rows(filterDeliveries({ ...query, ...place }))),
  );
  return { deliveries: rows.map(toDelivery), next };
}

/** Rows removed in one transaction. */
const REMOVED_AT_ONCE = 1000;

/** Removes what is older than events are kept; answers how many. */
export function deleteOldDeliveryLog({ store, settings }: Context, now: Micros): Promise<number> {
  const before = now - seconds(settings.server_events_retention);
  return inPieces(REMOVED_AT_ONCE, (limit) => store.write((tx) => tx.run(deleteOldDeliveries, { before, limit })));
}
