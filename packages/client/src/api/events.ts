/** Events as streams: the past page by page, the present as it happens. */
import type { Event, EventFilter, EventPage, ReceivedEvent } from "@weir/contract";
import { formatTime, parseTime, seconds } from "@weir/contract/time";
import { ApiError, Unreachable } from "../errors.ts";
import { backoff, type RetryPolicy, sleep } from "../retry.ts";
import type { Transport } from "../transport.ts";
import { socketError } from "../websocket.ts";
import type { CallOptions, Send } from "./calls.ts";
import { Cursor } from "./cursor.ts";

export interface EventsQuery {
  readonly filter?: EventFilter;
  /** Ends the list after so many events. Default: all of them. */
  readonly limit?: number;
}

export interface Subscription {
  /** Which events. Servers apply `related` to what happened before only, not to what happens. */
  readonly filter?: Omit<EventFilter, "occurred" | "order">;
  /** Events that occurred before are left out. Default: a minute ago, as senders' clocks differ. */
  readonly since?: string;
}

export interface EventsApi {
  /** Stored events, newest first unless the filter orders otherwise. */
  list(query?: EventsQuery, options?: CallOptions): AsyncGenerator<ReceivedEvent, void>;
  /**
   * Events since a time and from now on, each once, until the signal is aborted or the loop is left. Reconnects by
   * itself and then goes back a minute. Throws if the server refuses the filter, or was never reached.
   *
   * A server that stores events with a delay (the reference: up to five seconds) forgets to send what it took in just
   * before a connection was made. Who cannot miss a change subscribes first and reads the present state afterwards.
   */
  subscribe(subscription?: Subscription, options?: CallOptions): AsyncGenerator<ReceivedEvent, void>;
  /** Sends events in order; resolves when the server has them durably. */
  send(events: readonly Event[]): Promise<void>;
}

const PAGE_SIZE = 50;
/** Seconds read again after a reconnection. */
const OVERLAP = 60;
/** Seconds that a socket reaches back; servers cut off at 15 minutes. What lies before is read by request. */
const SOCKET_MEMORY = 600;
/** Seconds between looks at a server without sockets. */
const POLL_INTERVAL = 1;
/** A connection that held so long was good, even if nothing came over it. */
const PROVEN_MS = 10_000;
/** Servers leave out what occurs after `until`, and take the time of the request for it if there is none. */
const FAR_FUTURE = seconds(365 * 86_400);

export function eventsApi(transport: Transport, send: Send, retry: RetryPolicy): EventsApi {
  async function* list(
    { filter, limit = Number.POSITIVE_INFINITY }: EventsQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<ReceivedEvent, void> {
    const body = { filter, limit: Math.min(PAGE_SIZE, limit) };
    let page = (await send({ method: "POST", path: "/events/filter", body, ...options })) as EventPage;
    for (let left = limit; left > 0;) {
      for (const event of page.events) {
        yield event;
        if ((left -= 1) === 0) return;
      }
      if (page.next_page === null) return;
      // The address is the server's own view of itself, which need not be ours: only its token is of use.
      const query = { "page-token": new URL(page.next_page, "http://weir").searchParams.get("page-token") };
      page = (await send({ method: "GET", path: "/events/filter/next", query, ...options })) as EventPage;
    }
  }

  /** What one connection brings, until it ends. */
  async function* connection(filter: EventFilter, options: CallOptions): AsyncGenerator<ReceivedEvent, void> {
    await using socket = await transport.connect!("/events/out", options);
    socket.send({ type: "filter", backfill: true, filter });
    for await (const message of socket.messages()) yield (message as { readonly event: ReceivedEvent }).event;
  }

  async function* subscribe(
    { filter, since }: Subscription = {},
    options: CallOptions = {},
  ): AsyncGenerator<ReceivedEvent, void> {
    const now = Date.now() * 1000;
    const cursor = new Cursor(since === undefined ? now - seconds(OVERLAP) : parseTime(since), OVERLAP);
    const isNew = (event: ReceivedEvent): boolean => cursor.take(event.id, event.occurred);
    const history = async function* () {
      const past: EventFilter = { ...filter, occurred: { since: cursor.fromText }, order: "ASC" };
      for await (const event of list({ filter: past }, options)) if (isNew(event)) yield event;
    };
    if (transport.connect === undefined) {
      for (;;) {
        yield* history();
        await sleep(POLL_INTERVAL, options.signal);
      }
    }
    let proven = false;
    for (let failures = 0; ;) {
      const opened = Date.now();
      try {
        // At first, and after a connection that was lost for long.
        if (cursor.from < (opened - SOCKET_MEMORY * 1000) * 1000) yield* history();
        const occurred = { since: cursor.fromText, until: formatTime(opened * 1000 + FAR_FUTURE) };
        for await (const event of connection({ ...filter, occurred }, options)) {
          [failures, proven] = [0, true];
          if (isNew(event)) yield event;
        }
      } catch (error) {
        options.signal?.throwIfAborted();
        const problem = error instanceof ApiError ? error : socketError("/events/out", error);
        if (!(problem instanceof Unreachable) || (!proven && failures >= retry.retries)) throw problem;
        // The close frame has no room for a long reason, and then the connection just breaks. An answer has.
        if (!proven && failures === 0) await list({ filter, limit: 1 }, options).next();
      }
      if (Date.now() - opened > PROVEN_MS) [failures, proven] = [0, true];
      failures += 1;
      await sleep(backoff(retry, failures), options.signal);
    }
  }

  return { list, subscribe, send: (events) => transport.sendEvents(events) };
}
