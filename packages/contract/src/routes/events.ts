import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, withOptions } from "../schema.ts";
import { Countable, Event, EventCount, EventFilter, EventPage, TimeUnit } from "../schemas/events.ts";

export const events = {
  create: route({
    method: "POST",
    path: "/events",
    tag: "Events",
    body: Type.Array(Event),
    responses: { 204: Type.Null() },
  }),
  countBy: route({
    method: "POST",
    path: "/events/count-by/:countable",
    tag: "Events",
    params: Type.Object({ countable: Countable }),
    body: Type.Object({
      filter: EventFilter,
      time_interval: Type.Optional(Type.Number({ minimum: 0.01, default: 1 })),
      time_unit: Type.Optional(withOptions(TimeUnit, { default: "day" })),
    }),
    responses: { 200: Type.Array(EventCount) },
  }),
  filter: route({
    method: "POST",
    path: "/events/filter",
    tag: "Events",
    body: Type.Object({
      filter: Type.Optional(Nullable(EventFilter)),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 50, default: 50 })),
    }),
    bodyOptional: true,
    responses: { 200: EventPage },
  }),
  filterNext: route({
    method: "GET",
    path: "/events/filter/next",
    tag: "Events",
    query: Type.Object({ "page-token": Type.String() }),
    responses: { 200: EventPage },
  }),
} as const;
