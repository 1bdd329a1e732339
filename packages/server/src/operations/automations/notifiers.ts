/**
 * Notifications as messages, by the public formats of the services. One function for each block type that notifies;
 * pure: the block's data and what is to be said in, the messages out.
 */
import type { OutboundCall } from "../../platform/outbound.ts";
import { MAIL_SECURITY } from "../../platform/outbound-mail.ts";
import type { Message } from "./deliveries.ts";

type Data = Readonly<Record<string, unknown>>;

export interface Notification {
  readonly subject: string;
  readonly body: string;
  /** Sent along where a service can tell repeated deliveries by it. */
  readonly id: string;
}

/** A block that lacks what its service needs. */
export class IncompleteBlock extends Error {
  override readonly name = "IncompleteBlock";
}

/** Milliseconds: less than an action is taken for, or another server would make the call as well. */
const LONGEST_CALL = 50_000;

const JSON_TYPE = { "content-type": "application/json" };

/** A text of the block; secrets of Python blocks may be wrapped in an object. */
function text(data: Data, name: string, otherwise?: string): string {
  const value = data[name] ?? otherwise;
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw new IncompleteBlock(`The block has no ${name}.`);
}

const optional = (data: Data, name: string): string | undefined =>
  typeof data[name] === "string" && data[name] !== "" ? (data[name] as string) : undefined;

const list = (data: Data, name: string): string[] =>
  Array.isArray(data[name]) ? (data[name] as unknown[]).map(String) : [];

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): OutboundCall => ({
  method: "POST",
  url,
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify(body),
});

const COLOURS: Readonly<Record<string, string>> = {
  info: "#3AA3E3",
  success: "#3AA337",
  warning: "#CACF29",
  failure: "#A32037",
};

const kindOf = (data: Data): string => {
  const kind = data["notify_type"];
  return typeof kind === "string" && kind in COLOURS ? kind : "info";
};

const slack = (data: Data, { subject, body }: Notification): OutboundCall =>
  post(text(data, "url"), {
    text: subject,
    attachments: [{ title: subject, text: body, color: COLOURS[kindOf(data)]!, mrkdwn_in: ["text"] }],
  });

const teams = (data: Data, { subject, body }: Notification): OutboundCall =>
  post(text(data, "url"), {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            { type: "TextBlock", text: subject, weight: "Bolder", size: "Medium", wrap: true },
            { type: "TextBlock", text: body, wrap: data["wrap"] !== false },
          ],
        },
      },
    ],
  });

const discord = (data: Data, { subject, body }: Notification): OutboundCall =>
  post(
    `https://discord.com/api/webhooks/${encodeURIComponent(text(data, "webhook_id"))}/${encodeURIComponent(text(data, "webhook_token"))}`,
    {
      tts: data["tts"] === true,
      ...(optional(data, "botname") ? { username: optional(data, "botname") } : {}),
      ...(optional(data, "avatar_url") ? { avatar_url: optional(data, "avatar_url") } : {}),
      embeds: [{ title: subject, description: body, color: Number.parseInt(COLOURS[kindOf(data)]!.slice(1), 16) }],
    },
  );

/** One call for each channel; without any, the hook knows its own. */
function mattermost(data: Data, { subject, body }: Notification): Message[] {
  const secure = data["secure"] === true;
  const path = (optional(data, "path") ?? "").replace(/^\/+|\/+$/g, "");
  const base = `${text(data, "hostname")}:${text(data, "port", "8065")}${path && `/${path}`}`;
  const url = `${secure ? "https" : "http"}://${base}/hooks/${encodeURIComponent(text(data, "token"))}`;
  const message = { text: `**${subject}**\n${body}`, username: optional(data, "botname") ?? "Weir" };
  const channels = list(data, "channels");
  if (channels.length === 0) return [{ call: post(url, message) }];
  return channels.map((channel) => ({ recipient: channel, call: post(url, { ...message, channel }) }));
}

const SEVERITY: Readonly<Record<string, string>> = {
  info: "info",
  success: "info",
  warning: "warning",
  failure: "critical",
};

function pagerDuty(data: Data, { subject, body, id }: Notification): OutboundCall {
  const region = optional(data, "region_name") === "eu" ? "events.eu.pagerduty.com" : "events.pagerduty.com";
  const details = data["custom_details"];
  return post(`https://${region}/v2/enqueue`, {
    routing_key: text(data, "integration_key"),
    event_action: "trigger",
    dedup_key: id,
    payload: {
      summary: subject,
      severity: SEVERITY[kindOf(data)]!,
      source: optional(data, "source") ?? "Weir",
      component: optional(data, "component") ?? "Notification",
      ...(optional(data, "group") ? { group: optional(data, "group") } : {}),
      ...(optional(data, "class_id") ? { class: optional(data, "class_id") } : {}),
      custom_details: { message: body, ...(typeof details === "object" ? details : {}) },
    },
    ...(optional(data, "clickable_url") ? { client: "Weir", client_url: optional(data, "clickable_url") } : {}),
  });
}

function opsgenie(data: Data, { subject, body, id }: Notification): OutboundCall {
  const host = optional(data, "region_name") === "eu" ? "api.eu.opsgenie.com" : "api.opsgenie.com";
  const responders = [
    ...list(data, "target_user").map((username) => ({ type: "user", username })),
    ...list(data, "target_team").map((name) => ({ type: "team", name })),
    ...list(data, "target_schedule").map((name) => ({ type: "schedule", name })),
    ...list(data, "target_escalation").map((name) => ({ type: "escalation", name })),
  ];
  const details = data["details"];
  return post(
    `https://${host}/v2/alerts`,
    {
      message: subject.slice(0, 130),
      description: body,
      alias: optional(data, "alias") ?? id,
      priority: `P${typeof data["priority"] === "number" ? data["priority"] : 3}`,
      ...(responders.length > 0 ? { responders } : {}),
      ...(list(data, "tags").length > 0 ? { tags: list(data, "tags") } : {}),
      ...(optional(data, "entity") ? { entity: optional(data, "entity") } : {}),
      ...(typeof details === "object" && details !== null ? { details } : {}),
    },
    { authorization: `GenieKey ${text(data, "apikey")}` },
  );
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** One call for each number. */
const twilio = (data: Data, { subject, body }: Notification): Message[] => {
  const account = text(data, "account_sid");
  return list(data, "to_phone_numbers").map((to) => ({
    recipient: to,
    call: {
      method: "POST",
      url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: basic(account, text(data, "auth_token")),
      },
      body: new URLSearchParams({
        From: text(data, "from_phone_number"),
        To: to,
        Body: `${subject}\n${body}`,
      }).toString(),
    },
  }));
};

/** One mail for each recipient. */
function smtp(data: Data, { subject, body, id }: Notification): Message[] {
  const security = text(data, "smtp_type", "SSL").toUpperCase();
  if (!(MAIL_SECURITY as readonly string[]).includes(security))
    throw new IncompleteBlock(`The block's smtp_type is none of ${MAIL_SECURITY.join(", ")}.`);
  const user = optional(data, "username");
  const to = list(data, "to_emails");
  if (to.length === 0) throw new IncompleteBlock("The block has no to_emails.");
  return to.map((recipient, place) => ({
    recipient,
    mail: {
      server: {
        host: text(data, "smtp_server"),
        port: typeof data["smtp_port"] === "number" ? data["smtp_port"] : undefined,
        security,
      },
      login: user === undefined ? undefined : { user, password: text(data, "password") },
      from: text(data, "sender_email", user),
      to: recipient,
      // A line break would end the header.
      subject: subject.replace(/\s+/g, " "),
      text: body,
      messageId: `<${id}.${place}@weir>`,
      allowPrivate: data["allow_private_urls"] !== false,
    },
  }));
}

const sendgrid = (data: Data, { subject, body }: Notification): OutboundCall =>
  post(
    "https://api.sendgrid.com/v3/mail/send",
    {
      personalizations: [{ to: list(data, "to_emails").map((email) => ({ email })) }],
      from: { email: text(data, "sender_email") },
      subject,
      content: [{ type: "text/plain", value: body }],
    },
    { authorization: `Bearer ${text(data, "api_key")}` },
  );

/** Puts the notification and the block's secrets in the place of `{{subject}}`, `{{body}}`, `{{name}}` … everywhere. */
function filledIn(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string")
    return value.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (mark, name: string) => names[name] ?? mark);
  if (Array.isArray(value)) return value.map((each) => filledIn(each, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, names)]));
}

const texts = (value: unknown): Record<string, string> =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]))
    : {};

function custom(data: Data, { subject, body }: Notification): OutboundCall {
  const names = { ...texts(data["secrets"]), subject, body, name: text(data, "name", "notification") };
  const {
    url: address,
    params,
    headers,
    cookies,
    json_data,
    form_data,
  } = filledIn(
    {
      url: text(data, "url"),
      params: data["params"],
      headers: data["headers"],
      cookies: data["cookies"],
      json_data: data["json_data"],
      form_data: data["form_data"],
    },
    names,
  ) as Data;
  if (!URL.canParse(address as string)) throw new IncompleteBlock("The block's url is not an address.");
  const url = new URL(address as string);
  for (const [name, value] of Object.entries(texts(params))) url.searchParams.set(name, value);
  const cookie = Object.entries(texts(cookies))
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  // A text is sent as it is; what it is, the block's headers say.
  const raw = typeof form_data === "string" ? form_data : undefined;
  const form = form_data && raw === undefined ? new URLSearchParams(texts(form_data)).toString() : undefined;
  const payload = raw ?? form ?? (json_data == null ? undefined : JSON.stringify(json_data));
  return {
    method: text(data, "method", "POST"),
    url: url.href,
    headers: {
      ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...(form === undefined && raw === undefined && payload ? JSON_TYPE : {}),
      ...(cookie ? { cookie } : {}),
      ...texts(headers),
    },
    ...(payload === undefined ? {} : { body: payload }),
    ...(typeof data["timeout"] === "number" ? { timeout: Math.min(data["timeout"] * 1000, LONGEST_CALL) } : {}),
  };
}

type Notifier = (data: Data, notification: Notification) => OutboundCall | readonly Message[];

/** By the slug of the block type. */
const NOTIFIERS: Readonly<Record<string, Notifier>> = {
  "slack-webhook": slack,
  "ms-teams-webhook": teams,
  "discord-webhook": discord,
  "mattermost-webhook": mattermost,
  "pager-duty-webhook": pagerDuty,
  "opsgenie-webhook": opsgenie,
  "twilio-sms": twilio,
  "sendgrid-email": sendgrid,
  "smtp-email": smtp,
  "custom-webhook": custom,
};

/** The messages that deliver a notification through a block; undefined if blocks of its type do not notify. */
export function notificationMessages(
  slug: string,
  data: Data,
  notification: Notification,
): readonly Message[] | undefined {
  const made = NOTIFIERS[slug]?.(data, notification);
  if (!made) return undefined;
  const allowPrivate = data["allow_private_urls"] !== false;
  const messages: readonly Message[] = "url" in made ? [{ call: made }] : made;
  return messages.map((message) =>
    "call" in message ? { ...message, call: { ...message.call, allowPrivate } } : message,
  );
}
