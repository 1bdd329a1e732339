import { EventFilterSchema, routes, type Event, type EventFilter } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { countEventsOver } from "../operations/event-counts.ts";
import { listEvents, listMoreEvents, type EventList } from "../operations/event-pages.ts";
import { receiveEvents, type IncomingEvent } from "../operations/receive-events.ts";
import { Refusal } from "../platform/errors.ts";
import { endpoint, noContent, ok, type Answer, type Endpoint } from "./endpoint.ts";
import { decodeEvent, InvalidEvent, MAX_EVENT_BYTES } from "../operations/incoming-event.ts";
import { InvalidRequest, validate } from "./validate.ts";

/** Most events on a page. */
const PAGE = 50;

/** A page as it goes out: the events are text already. */
function page({ events, total, token }: EventList, baseUrl: string): Answer {
  const next = token && `${baseUrl}/api/events/filter/next?page-token=${token}`;
  return { status: 200, text: `{"events":[${events.join()}],"total":${total},"next_page":${JSON.stringify(next)}}` };
}

const isEventFilter = (value: unknown): value is EventFilter => {
  try {
    validate("body", EventFilterSchema, value, null);
    return true;
  } catch (error) {
    if (error instanceof InvalidRequest) return false;
    throw error;
  }
};

/** Checks events that came in the body of a request, and decodes them. */
export function decodeAll(events: readonly Event[], path: readonly (string | number)[] = ["body"]): IncomingEvent[] {
  return events.map((event, index) => {
    try {
      const decoded = decodeEvent(event);
      if (Buffer.byteLength(decoded.text) <= MAX_EVENT_BYTES) return decoded;
    } catch (error) {
      if (!(error instanceof InvalidEvent)) throw error;
      const problem = {
        type: "value_error",
        loc: [...path, index, ...error.loc],
        msg: `Value error, ${error.message}`,
      };
      throw new InvalidRequest([{ ...problem, input: error.input, ctx: { error: {} } }], events);
    }
    // The reference drops such an event and says so to nobody; its own client never sends one.
    throw new Refusal("too_large", `Event ${event.id} is larger than ${MAX_EVENT_BYTES} bytes.`);
  });
}

export const events = (context: Context): Endpoint[] => [
  endpoint(routes.events.create, async ({ body }) => {
    await receiveEvents(context, decodeAll(body));
    return noContent;
  }),
  endpoint(routes.events.filter, async ({ body, caller }) =>
    page(await listEvents(context, body.filter ?? {}, body.limit ?? PAGE), caller.baseUrl),
  ),
  endpoint(routes.events.filterNext, async ({ query, caller }) =>
    page(await listMoreEvents(context, query["page-token"], isEventFilter), caller.baseUrl),
  ),
  endpoint(routes.events.countBy, async ({ params, body }) =>
    ok(
      await countEventsOver(context, {
        filter: body.filter,
        countable: params.countable,
        unit: body.time_unit ?? "day",
        interval: body.time_interval ?? 1,
      }),
    ),
  ),
];
