/**
 * Whether a request is from the sender that a webhook is for, by the sender's own way of signing.
 *
 * - GitHub: HMAC-SHA256 of the body, hex, in `X-Hub-Signature-256` (docs.github.com, "Validating webhook deliveries").
 * - GitLab: the secret itself in `X-Gitlab-Token` (docs.gitlab.com, "Webhooks").
 * - Stripe: HMAC-SHA256 of `time.body`, hex, in `Stripe-Signature: t=…,v1=…` (docs.stripe.com/webhooks/signatures).
 * - Slack: HMAC-SHA256 of `v0:time:body`, hex, in `X-Slack-Signature` (docs.slack.dev, "Verifying requests from Slack").
 * - Standard Webhooks: HMAC-SHA256 of `id.time.body`, base64, in `Webhook-Signature`; the secret is base64 behind `whsec_`
 *   (standardwebhooks.com).
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Micros, WebhookPresetName } from "@weir/contract";

export interface SignedRequest {
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly received: Micros;
}

/** Seconds that a signature may be old, or its maker's clock be ahead. */
const TOLERANCE = 300;

/** Why a request is not let in; undefined if it is genuine. */
type Check = (request: SignedRequest, secret: string) => string | undefined;

/** Compared by hashes, so that neither time nor length tells anything. */
const same = (one: string, other: string): boolean =>
  timingSafeEqual(createHash("sha256").update(one).digest(), createHash("sha256").update(other).digest());

const hmac = (key: string | Uint8Array, ...parts: readonly (string | Uint8Array)[]) => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac;
};

const WRONG = "its signature is not by the webhook's secret";
const missing = (header: string): string => `it has no header ${header}`;

function staleness(seconds: string | undefined, received: Micros): string | undefined {
  const time = /^\d{1,12}$/.test(seconds ?? "") ? Number(seconds) : NaN;
  if (Number.isNaN(time)) return "its signature names no time";
  return Math.abs(received / 1e6 - time) > TOLERANCE
    ? `it was signed more than ${TOLERANCE} seconds from when it came`
    : undefined;
}

const github: Check = ({ headers, body }, secret) => {
  const given = headers["x-hub-signature-256"];
  if (given === undefined) return missing("X-Hub-Signature-256");
  return same(given, `sha256=${hmac(secret, body).digest("hex")}`) ? undefined : WRONG;
};

const gitlab: Check = ({ headers }, secret) => {
  const given = headers["x-gitlab-token"];
  if (given === undefined) return missing("X-Gitlab-Token");
  return same(given, secret) ? undefined : "its token is not the webhook's secret";
};

const stripe: Check = ({ headers, body, received }, secret) => {
  const given = headers["stripe-signature"];
  if (given === undefined) return missing("Stripe-Signature");
  const parts = given.split(",").map((part) => part.trim().split("=", 2) as [string, string | undefined]);
  const time = parts.find(([name]) => name === "t")?.[1];
  const right = hmac(secret, `${time}.`, body).digest("hex");
  if (!parts.some(([name, value]) => name === "v1" && same(value ?? "", right))) return WRONG;
  return staleness(time, received);
};

const slack: Check = ({ headers, body, received }, secret) => {
  const given = headers["x-slack-signature"];
  if (given === undefined) return missing("X-Slack-Signature");
  const time = headers["x-slack-request-timestamp"];
  if (!same(given, `v0=${hmac(secret, `v0:${time}:`, body).digest("hex")}`)) return WRONG;
  return staleness(time, received);
};

const standard: Check = ({ headers, body, received }, secret) => {
  const given = headers["webhook-signature"];
  if (given === undefined) return missing("Webhook-Signature");
  const { "webhook-id": id, "webhook-timestamp": time } = headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const right = `v1,${hmac(key, `${id}.${time}.`, body).digest("base64")}`;
  if (!given.split(" ").some((each) => same(each, right))) return WRONG;
  return staleness(time, received);
};

const CHECKS: Readonly<Partial<Record<WebhookPresetName, Check>>> = { github, gitlab, stripe, slack, standard };

/** Why a request is not let in; undefined if it is. */
export function refusalOf(
  preset: WebhookPresetName,
  secret: string | undefined,
  request: SignedRequest,
): string | undefined {
  const check = CHECKS[preset];
  if (!check) return undefined;
  return secret === undefined
    ? "the webhook has no secret yet, so nothing can be known as its sender's"
    : check(request, secret);
}

/** By which the sender knows a delivery, and repeats it; null if it does not say. */
export function deliveryOf(
  preset: WebhookPresetName,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): string | null {
  const field = (name: string): unknown => (body as Readonly<Record<string, unknown>> | null)?.[name];
  const id = {
    github: headers["x-github-delivery"],
    gitlab: headers["idempotency-key"] ?? headers["x-gitlab-event-uuid"],
    stripe: field("id"),
    slack: field("event_id"),
    standard: headers["webhook-id"],
    plain: headers["idempotency-key"],
  }[preset];
  return typeof id === "string" && id !== "" ? id.slice(0, 500) : null;
}

const MASKED = /^(authorization|proxy-authorization|cookie|x-gitlab-token|x-api-key)$/;

/** The headers as they are kept. */
export const withoutSecrets = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, MASKED.test(name) ? "********" : value]));
