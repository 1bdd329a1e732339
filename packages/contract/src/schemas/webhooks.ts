/** Inbound webhooks: addresses that turn the requests of other systems into events. */
import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid } from "../schema.ts";
import { WEBHOOK_PRESETS, type WebhookPresetName } from "../webhooks/presets.ts";
import { pageByCursor } from "./common.ts";

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Preset = StringEnum(Object.keys(WEBHOOK_PRESETS) as WebhookPresetName[]);
const Templates = Type.Record(Type.String(), Type.String());
/** At least 8 characters: less would be guessed. */
const Secret = Type.String({ minLength: 8, maxLength: 1000 });

/** Every text in it is a template, in the dialect of Jinja. */
const Template = Type.Object(
  {
    event: Type.String({ minLength: 1 }),
    resource: Templates,
    related: Type.Optional(Type.Array(Templates, { maxItems: 100 })),
    payload: Type.Optional(Type.Unknown()),
    occurred: Type.Optional(Type.String()),
  },
  { title: "WebhookTemplate", additionalProperties: false },
);

export const Webhook = Type.Object(
  {
    id: Uuid(),
    created: DateTime(),
    updated: DateTime(),
    name: Name,
    description: Type.String(),
    enabled: Type.Boolean(),
    preset: Preset,
    /** Null where the preset's is used. */
    template: Nullable(Template),
    has_secret: Type.Boolean(),
    /** Where requests go: whoever knows it is let in, or gets as far as the signature. Null unless secrets are asked for. */
    url: Nullable(Type.String()),
  },
  { title: "Webhook" },
);
export type Webhook = Static<typeof Webhook>;

/** With what is told this once: the address, and the secret where it was made here. */
export const WebhookCreated = Type.Object(
  { ...Webhook.properties, url: Type.String(), secret: Nullable(Type.String()) },
  { title: "WebhookCreated" },
);
export type WebhookCreated = Static<typeof WebhookCreated>;

export const WebhookCreate = Type.Object(
  {
    name: Name,
    description: Type.Optional(Type.String({ maxLength: 5000 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    preset: Type.Optional(Preset),
    template: Type.Optional(Nullable(Template)),
    /** By which the sender signs; made here where the preset says so and none is given. */
    secret: Type.Optional(Nullable(Secret)),
  },
  { title: "WebhookCreate", additionalProperties: false },
);
export type WebhookCreate = Static<typeof WebhookCreate>;

export const WebhookUpdate = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Type.String({ maxLength: 5000 })),
    enabled: Type.Optional(Type.Boolean()),
    template: Type.Optional(Nullable(Template)),
    secret: Type.Optional(Nullable(Secret)),
  },
  { title: "WebhookUpdate", additionalProperties: false },
);
export type WebhookUpdate = Static<typeof WebhookUpdate>;

export const WEBHOOK_OUTCOMES = ["accepted", "duplicate", "refused", "failed"] as const;

/** A request as it stands in the inbox. */
export const WebhookRequest = Type.Object(
  {
    id: Uuid(),
    webhook_id: Uuid(),
    received: DateTime(),
    /** The address that it came from. */
    origin: Type.String(),
    /** Bytes of its body. */
    size: Type.Integer(),
    /**
     * `accepted`: it became an event; `duplicate`: the same delivery had become one; `refused`: it was not let in;
     * `failed`: it was, but no event could be made of it.
     */
    outcome: StringEnum(WEBHOOK_OUTCOMES),
    /** Why there is no event; null where there is one. */
    reason: Nullable(Type.String()),
    event_id: Nullable(Uuid()),
    event: Nullable(Type.String()),
    /** By which the sender knows the delivery. */
    delivery: Nullable(Type.String()),
    /** The request that it is a replay of. */
    replay_of: Nullable(Uuid()),
  },
  { title: "WebhookRequest" },
);
export type WebhookRequest = Static<typeof WebhookRequest>;

/** With all that was received; headers that carry secrets are masked. */
export const WebhookRequestDetail = Type.Object(
  {
    ...WebhookRequest.properties,
    headers: Templates,
    query: Templates,
    body: Type.String(),
    /** `base64` for a body that is no text. */
    body_encoding: StringEnum(["text", "base64"]),
  },
  { title: "WebhookRequestDetail" },
);
export type WebhookRequestDetail = Static<typeof WebhookRequestDetail>;

export const WebhookRequestQuery = Type.Object({
  outcome: Type.Optional(Nullable(StringEnum(WEBHOOK_OUTCOMES))),
  ...pageByCursor,
});
export type WebhookRequestQuery = Static<typeof WebhookRequestQuery>;

/** The newest first. */
export const WebhookRequestPage = Type.Object(
  { requests: Type.Array(WebhookRequest), next: Nullable(Type.String()) },
  { title: "WebhookRequestPage" },
);
export type WebhookRequestPage = Static<typeof WebhookRequestPage>;

export const WebhookPreview = Type.Object(
  {
    preset: Type.Optional(Preset),
    template: Type.Optional(Nullable(Template)),
    headers: Type.Optional(Templates),
    query: Type.Optional(Templates),
    /** The body as it is sent. */
    body: Type.String({ maxLength: 1_000_000 }),
  },
  { title: "WebhookPreview", additionalProperties: false },
);
export type WebhookPreview = Static<typeof WebhookPreview>;

export const WebhookPreviewed = Type.Object({ event: JsonObject() }, { title: "WebhookPreviewed" });
