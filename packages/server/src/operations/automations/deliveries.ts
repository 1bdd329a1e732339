/**
 * Delivers what actions send, and keeps a log of every try.
 *
 * D1. Each recipient is for itself: what was delivered, or refused for good, is not sent again when the action is tried
 *     again because of another one.
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
  readSettled,
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

/** After this no further message of an action is begun: one that takes longer than it is taken for is sent by others, too. */
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
 * Sends all that is not settled yet, to each recipient whatever becomes of the others; answers with the last answer.
 *
 * @param judge why an answer is none that counts; undefined if it counts. What may go better another time it throws.
 * @throws OutboundError where some are to be tried again; else ActionFailed if any was refused
 */
export async function deliver(
  context: Context,
  sending: Sending,
  messages: readonly Message[],
  judge: (answer: OutboundAnswer) => string | undefined,
): Promise<OutboundAnswer | undefined> {
  const { store, clock } = context;
  const before = await store.read((db) => db.all(readSettled, { invocation_id: sending.invocation }));
  const settled = new Set(before.map(({ place }) => place));
  const failed = before.find(({ outcome }) => outcome === "failed");
  let refused = failed && new ActionFailed(`Notification failed: ${failed.answer}`);
  let again: Error | undefined;
  let last: OutboundAnswer | undefined;
  const begun = clock.now();
  for (const [place, message] of messages.entries()) {
    if (settled.has(place)) continue;
    const started = clock.now();
    if (started - begun > LONGEST) {
      again ??= new OutboundError("the others get it with the next try");
      break;
    }
    const { answer, error } = await outcomeOf(message, judge);
    if (!error) last = answer;
    else if (error instanceof ActionFailed) refused ??= error;
    else again ??= error;
    const isFinal = error instanceof ActionFailed || sending.isLast;
    await store.write((tx) =>
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
        outcome: !error ? "delivered" : isFinal ? "failed" : "tried",
        status_code: answer?.status ?? null,
        answer: storable(answer?.body ?? error?.message ?? ""),
      }),
    );
  }
  if (again) throw again;
  if (refused) throw refused;
  return last;
}

async function outcomeOf(
  message: Message,
  judge: (answer: OutboundAnswer) => string | undefined,
): Promise<{ readonly answer?: OutboundAnswer; readonly error?: Error }> {
  let answer: OutboundAnswer | undefined;
  try {
    answer = await send(message);
    const problem = judge(answer);
    return problem === undefined ? { answer } : { answer, error: new ActionFailed(problem, answered(answer)) };
  } catch (thrown) {
    const error =
      thrown instanceof MailRefused ? new ActionFailed(`Notification failed: ${thrown.message}`) : (thrown as Error);
    return answer ? { answer, error } : { error };
  }
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
