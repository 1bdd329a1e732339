/**
 * `/events/out`: past events that a filter means, then those that happen.
 *
 * O1. Nothing is left out between the two: the socket listens before it reads what is past.
 * O2. Nothing is sent twice, although while it reads an event may both be heard of and be found: whichever comes first
 *     counts.
 */
import { EventFilterSchema, seconds, type EventFilter } from "@weir/contract";
import type { WebSocket } from "ws";
import type { Bus } from "../../events/bus.ts";
import { eventMatcher } from "../../events/event-filter.ts";
import type { Context } from "../../operations/context.ts";
import { eventText } from "../../operations/event-pages.ts";
import { eventsAt, pastEvents, streamFilter } from "../../operations/event-stream.ts";
import { awaitFilter } from "./await-filter.ts";
import { closeSocket, INTERNAL_ERROR } from "./frames.ts";
import { Feed } from "./feed.ts";

/** Longest time between receiving an event and telling the listeners of it. */
const MAX_DELAY = seconds(60);

const frame = (text: string): string => `{"type":"event","event":${text}}`;

export function streamEvents(socket: WebSocket, context: Context, bus: Bus): void {
  awaitFilter<EventFilter>(socket, EventFilterSchema, ({ filter: given, backfill }) => {
    const now = context.clock.now();
    const filter = streamFilter(given, now);
    const matches = eventMatcher(filter, now);
    const feed = new Feed<number>(
      socket,
      async (seqs) => (await eventsAt(context, seqs)).map(frame),
      context.meters.eventsSent,
    );
    /** Ids of what was sent as past, and may yet be heard of. */
    const sent = new Set<string>();
    /** Ids of what was heard of, and may yet be found in the past. */
    const heard = new Set<string>();
    let reading = backfill !== false;
    const unsubscribe = bus.events.subscribe((events) => {
      for (const { seq, occurred, received, event, text } of events) {
        if (!matches(event, occurred) || sent.delete(event.id)) continue;
        if (reading) heard.add(event.id);
        feed.push(seq, () => frame(eventText(text, received)));
      }
    });
    socket.once("close", unsubscribe);
    if (!reading) return feed.open();

    const sendPast = async (): Promise<void> => {
      for await (const page of pastEvents(context, filter))
        for (const { id, received, text } of page) {
          if (socket.readyState !== socket.OPEN) return;
          if (heard.has(id)) continue;
          if (received > now - MAX_DELAY) sent.add(id);
          await feed.send(frame(text));
        }
      reading = false;
      heard.clear();
      const forget = setTimeout(() => sent.clear(), MAX_DELAY / 1000).unref();
      socket.once("close", () => clearTimeout(forget));
    };
    sendPast().then(
      () => feed.open(),
      (error: unknown) => closeSocket(socket, INTERNAL_ERROR, String(error)),
    );
  });
}
