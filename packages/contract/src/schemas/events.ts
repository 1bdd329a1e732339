import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";

export const Countable = StringEnum(["day", "time", "event", "resource"], { title: "Countable" });
export type Countable = Static<typeof Countable>;

export const RelatedResource = Type.Record(Type.String(), Type.String(), { title: "RelatedResource" });
export type RelatedResource = Static<typeof RelatedResource>;

export const Resource = Type.Record(Type.String(), Type.String(), { title: "Resource" });
export type Resource = Static<typeof Resource>;

export const Event = Type.Object(
  {
    event: Type.String(),
    follows: Type.Optional(Nullable(Uuid())),
    id: Uuid(),
    occurred: DateTime(),
    payload: Type.Optional(JsonObject()),
    related: Type.Optional(Type.Array(RelatedResource)),
    resource: Resource,
  },
  { title: "Event" },
);
export type Event = Static<typeof Event>;

export const ResourceSpecification = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Array(Type.String())]),
  { title: "ResourceSpecification" },
);
export type ResourceSpecification = Static<typeof ResourceSpecification>;

export const EventAnyResourceFilter = Type.Object(
  {
    id: Type.Optional(Nullable(Type.Array(Type.String()))),
    id_prefix: Type.Optional(Nullable(Type.Array(Type.String()))),
    labels: Type.Optional(Nullable(ResourceSpecification)),
  },
  { title: "EventAnyResourceFilter", additionalProperties: false },
);
export type EventAnyResourceFilter = Static<typeof EventAnyResourceFilter>;

export const EventCount = Type.Object(
  {
    count: Type.Integer(),
    end_time: DateTime(),
    label: Type.String(),
    start_time: DateTime(),
    value: Type.String(),
  },
  { title: "EventCount" },
);
export type EventCount = Static<typeof EventCount>;

export const EventIDFilter = Type.Object(
  {
    id: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "EventIDFilter", additionalProperties: false },
);
export type EventIDFilter = Static<typeof EventIDFilter>;

export const EventNameFilter = Type.Object(
  {
    exclude_name: Type.Optional(Nullable(Type.Array(Type.String()))),
    exclude_prefix: Type.Optional(Nullable(Type.Array(Type.String()))),
    name: Type.Optional(Nullable(Type.Array(Type.String()))),
    prefix: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "EventNameFilter", additionalProperties: false },
);
export type EventNameFilter = Static<typeof EventNameFilter>;

export const EventOccurredFilter = Type.Object(
  {
    since: Type.Optional(DateTime()),
    until: Type.Optional(DateTime()),
  },
  { title: "EventOccurredFilter", additionalProperties: false },
);
export type EventOccurredFilter = Static<typeof EventOccurredFilter>;

export const EventOrder = StringEnum(["ASC", "DESC"], { title: "EventOrder" });
export type EventOrder = Static<typeof EventOrder>;

export const EventRelatedFilter = Type.Object(
  {
    id: Type.Optional(Nullable(Type.Array(Type.String()))),
    labels: Type.Optional(Nullable(ResourceSpecification)),
    resources_in_roles: Type.Optional(Nullable(Type.Array(Type.Array(Type.Any(), { minItems: 2, maxItems: 2 })))),
    role: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "EventRelatedFilter", additionalProperties: false },
);
export type EventRelatedFilter = Static<typeof EventRelatedFilter>;

export const EventResourceFilter = Type.Object(
  {
    distinct: Type.Optional(Type.Boolean({ default: false })),
    id: Type.Optional(Nullable(Type.Array(Type.String()))),
    id_prefix: Type.Optional(Nullable(Type.Array(Type.String()))),
    labels: Type.Optional(Nullable(ResourceSpecification)),
  },
  { title: "EventResourceFilter", additionalProperties: false },
);
export type EventResourceFilter = Static<typeof EventResourceFilter>;

export const EventTextFilter = Type.Object(
  {
    query: Type.String({ maxLength: 200 }),
  },
  { title: "EventTextFilter", additionalProperties: false },
);
export type EventTextFilter = Static<typeof EventTextFilter>;

export const EventFilter = Type.Object(
  {
    any_resource: Type.Optional(Nullable(Type.Union([EventAnyResourceFilter, Type.Array(EventAnyResourceFilter)]))),
    event: Type.Optional(Nullable(EventNameFilter)),
    id: Type.Optional(EventIDFilter),
    occurred: Type.Optional(EventOccurredFilter),
    order: Type.Optional(withOptions(EventOrder, { default: "DESC" })),
    related: Type.Optional(Nullable(Type.Union([EventRelatedFilter, Type.Array(EventRelatedFilter)]))),
    resource: Type.Optional(Nullable(EventResourceFilter)),
    text: Type.Optional(Nullable(EventTextFilter)),
  },
  { title: "EventFilter", additionalProperties: false },
);
export type EventFilter = Static<typeof EventFilter>;

export const ReceivedEvent = Type.Object(
  {
    event: Type.String(),
    follows: Type.Optional(Nullable(Uuid())),
    id: Uuid(),
    occurred: DateTime(),
    payload: Type.Optional(JsonObject()),
    received: Type.Optional(DateTime()),
    related: Type.Optional(Type.Array(RelatedResource)),
    resource: Resource,
  },
  { title: "ReceivedEvent" },
);
export type ReceivedEvent = Static<typeof ReceivedEvent>;

export const EventPage = Type.Object(
  {
    events: Type.Array(ReceivedEvent),
    next_page: Nullable(Type.String({ minLength: 1, format: "uri" })),
    total: Type.Integer(),
  },
  { title: "EventPage" },
);
export type EventPage = Static<typeof EventPage>;

export const TimeUnit = StringEnum(["week", "day", "hour", "minute", "second"], { title: "TimeUnit" });
export type TimeUnit = Static<typeof TimeUnit>;
