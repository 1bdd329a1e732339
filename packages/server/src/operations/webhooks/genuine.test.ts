import { createHmac } from "node:crypto";
import type { WebhookPresetName } from "@weir/contract";
import { describe, expect, test } from "vitest";
import { deliveryOf, refusalOf, withoutSecrets } from "./genuine.ts";

const BODY = Buffer.from('{"hello":"world"}');
const SECONDS = 1_700_000_000;
const SECRET = "It's a Secret to Everybody";
const hex = (secret: string, text: string): string => createHmac("sha256", secret).update(text).digest("hex");

const ask = (
  preset: WebhookPresetName,
  headers: Record<string, string>,
  { secret = SECRET, body = BODY, at = SECONDS } = {},
) => refusalOf(preset, secret, { headers, body, received: at * 1e6 });

describe("the senders' own examples", () => {
  test("GitHub", () => {
    // docs.github.com, "Testing the webhook payload validation"
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    expect(ask("github", { "x-hub-signature-256": signature }, { body: Buffer.from("Hello, World!") })).toBeUndefined();
  });
  test("Slack", () => {
    // docs.slack.dev, "Verifying requests from Slack"
    const body = Buffer.from(
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    );
    const headers = {
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      "x-slack-request-timestamp": "1531420618",
    };
    expect(
      ask("slack", headers, { secret: "8f742231b10e8888abcd99yyyzzz85a5", body, at: 1_531_420_618 }),
    ).toBeUndefined();
  });
  test("Standard Webhooks", () => {
    // the test vector of the reference libraries (github.com/standard-webhooks)
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,bad v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const body = Buffer.from('{"test": 2432232314}');
    expect(
      ask("standard", headers, { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body, at: 1_614_265_330 }),
    ).toBeUndefined();
  });
});

test("Stripe: any of several signatures may be the right one", () => {
  const right = hex(SECRET, `${SECONDS}.${BODY.toString()}`);
  expect(ask("stripe", { "stripe-signature": `t=${SECONDS},v1=00,v1=${right},v0=11` })).toBeUndefined();
  expect(ask("stripe", { "stripe-signature": `t=${SECONDS},v0=${right}` })).toContain("signature");
});

test("GitLab sends the secret itself", () => {
  expect(ask("gitlab", { "x-gitlab-token": SECRET })).toBeUndefined();
  expect(ask("gitlab", { "x-gitlab-token": "another" })).toContain("token");
});

test.each([
  ["github", { "x-hub-signature-256": "sha256=00" }],
  ["stripe", { "stripe-signature": "rubbish" }],
  ["stripe", { "stripe-signature": "t=,v1=" }],
  ["slack", { "x-slack-signature": "v0=00", "x-slack-request-timestamp": "1" }],
  ["standard", { "webhook-signature": "v1,00" }],
  ["github", {}],
  ["gitlab", {}],
  ["stripe", {}],
  ["slack", {}],
  ["standard", {}],
] as const)("%s refuses %j", (preset, headers) => {
  expect(ask(preset, headers as Record<string, string>)).toMatch(/signature|header/);
});

test("a right signature of long ago is refused, as one that was caught and sent again", () => {
  const slack = {
    "x-slack-signature": `v0=${hex(SECRET, `v0:${SECONDS}:${BODY.toString()}`)}`,
    "x-slack-request-timestamp": String(SECONDS),
  };
  expect(ask("slack", slack, { at: SECONDS + 299 })).toBeUndefined();
  expect(ask("slack", slack, { at: SECONDS + 301 })).toContain("300 seconds");
  const stripe = { "stripe-signature": `t=${SECONDS},v1=${hex(SECRET, `${SECONDS}.${BODY.toString()}`)}` };
  expect(ask("stripe", stripe, { at: SECONDS - 301 })).toContain("300 seconds");
});

test("without a secret nothing is a sender's; a plain webhook asks for none", () => {
  expect(refusalOf("stripe", undefined, { headers: {}, body: BODY, received: 0 })).toContain("no secret");
  expect(refusalOf("plain", undefined, { headers: {}, body: BODY, received: 0 })).toBeUndefined();
});

test("deliveries are known by what their sender calls them", () => {
  expect(deliveryOf("github", { "x-github-delivery": "d1" }, null)).toBe("d1");
  expect(deliveryOf("gitlab", { "x-gitlab-event-uuid": "u", "idempotency-key": "k" }, null)).toBe("k");
  expect(deliveryOf("stripe", {}, { id: "evt_1" })).toBe("evt_1");
  expect(deliveryOf("slack", {}, { event_id: "Ev1" })).toBe("Ev1");
  expect(deliveryOf("slack", {}, "text")).toBeNull();
  expect(deliveryOf("stripe", {}, { id: 7 })).toBeNull();
  expect(deliveryOf("plain", {}, null)).toBeNull();
});

test("headers that are secrets are masked", () => {
  expect(withoutSecrets({ authorization: "Bearer x", "x-gitlab-token": "s", accept: "*/*" })).toEqual({
    authorization: "********",
    "x-gitlab-token": "********",
    accept: "*/*",
  });
});
