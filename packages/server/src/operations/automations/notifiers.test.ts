import { describe, expect, it } from "vitest";
import { IncompleteBlock, notificationMessages } from "./notifiers.ts";

const said = { subject: "Late", body: "*a run* is late", id: "delivery-1" };

/** The web calls among the messages. */
const notificationCalls = (slug: string, data: object, notification: typeof said) =>
  notificationMessages(slug, data as Record<string, unknown>, notification)?.flatMap((message) =>
    "call" in message ? [message.call] : [],
  );

function only(slug: string, data: object) {
  const [call, ...others] = notificationCalls(slug, data, said)!;
  expect(others).toEqual([]);
  const { headers, body, url, method } = call!;
  const isJson = headers?.["content-type"] === "application/json";
  return { method, url, headers, body: isJson ? (JSON.parse(body!) as unknown) : body };
}

describe("notifications in the formats of the services", () => {
  it("Slack: a text and an attachment in the colour of its kind", () => {
    expect(only("slack-webhook", { url: "https://hooks.slack.com/services/a/b/c", notify_type: "failure" })).toEqual({
      method: "POST",
      url: "https://hooks.slack.com/services/a/b/c",
      headers: { "content-type": "application/json" },
      body: {
        text: "Late",
        attachments: [{ title: "Late", text: "*a run* is late", color: "#A32037", mrkdwn_in: ["text"] }],
      },
    });
  });

  it("Microsoft Teams: an adaptive card", () => {
    expect(only("ms-teams-webhook", { url: "https://prod.example/workflows/1", wrap: false }).body).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            body: [
              { type: "TextBlock", text: "Late" },
              { type: "TextBlock", text: "*a run* is late", wrap: false },
            ],
          },
        },
      ],
    });
  });

  it("Discord: an embed, under the names of the block", () => {
    expect(only("discord-webhook", { webhook_id: "1", webhook_token: "t/x", botname: "bot", tts: true })).toMatchObject(
      {
        url: "https://discord.com/api/webhooks/1/t%2Fx",
        body: {
          tts: true,
          username: "bot",
          embeds: [{ title: "Late", description: "*a run* is late", color: 0x3aa3e3 }],
        },
      },
    );
  });

  it("Mattermost: a post to its hook, in one channel or the hook's own", () => {
    const data = { hostname: "chat.example", token: "t", port: 8443, secure: true, path: "/team/" };
    expect(only("mattermost-webhook", { ...data, channels: ["ops"] })).toMatchObject({
      url: "https://chat.example:8443/team/hooks/t",
      body: { text: "**Late**\n*a run* is late", channel: "ops" },
    });
    expect(only("mattermost-webhook", { hostname: "chat.example", token: "t" })).toMatchObject({
      url: "http://chat.example:8065/hooks/t",
    });
  });

  it("Mattermost: a post for each of several channels", () => {
    const data = { hostname: "chat.example", token: "t", channels: ["ops", "dev"] };
    const calls = notificationCalls("mattermost-webhook", data, said)!;
    expect(calls.map(({ body }) => (JSON.parse(body!) as { channel: string }).channel)).toEqual(["ops", "dev"]);
  });

  it("PagerDuty: an event that is known by the delivery", () => {
    const data = { integration_key: "k", api_key: "a", notify_type: "failure", region_name: "eu", class_id: "c" };
    expect(only("pager-duty-webhook", { ...data, custom_details: { run: 1 } })).toMatchObject({
      url: "https://events.eu.pagerduty.com/v2/enqueue",
      body: {
        routing_key: "k",
        event_action: "trigger",
        dedup_key: "delivery-1",
        payload: {
          summary: "Late",
          severity: "critical",
          class: "c",
          custom_details: { message: "*a run* is late", run: 1 },
        },
      },
    });
  });

  it("Opsgenie: an alert for whom it may concern", () => {
    expect(only("opsgenie-webhook", { apikey: "k", target_team: ["ops"], priority: 1, tags: ["t"] })).toMatchObject({
      url: "https://api.opsgenie.com/v2/alerts",
      headers: { authorization: "GenieKey k" },
      body: {
        message: "Late",
        description: "*a run* is late",
        alias: "delivery-1",
        priority: "P1",
        responders: [{ type: "team", name: "ops" }],
        tags: ["t"],
      },
    });
  });

  it("Twilio: a message for each number", () => {
    const data = { account_sid: "AC1", auth_token: "t", from_phone_number: "+1", to_phone_numbers: ["+2", "+3"] };
    const calls = notificationCalls("twilio-sms", data, said)!;
    expect(calls.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual(
      ["+2", "+3"].map((To) => ({ From: "+1", To, Body: "Late\n*a run* is late" })),
    );
    expect(calls[0]).toMatchObject({
      url: "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
      headers: { authorization: `Basic ${btoa("AC1:t")}` },
    });
  });

  it("SendGrid: one mail to all", () => {
    const data = { api_key: "k", sender_email: "a@x.example", to_emails: ["b@x.example", "c@x.example"] };
    expect(only("sendgrid-email", data)).toMatchObject({
      url: "https://api.sendgrid.com/v3/mail/send",
      headers: { authorization: "Bearer k" },
      body: {
        personalizations: [{ to: [{ email: "b@x.example" }, { email: "c@x.example" }] }],
        from: { email: "a@x.example" },
        subject: "Late",
        content: [{ type: "text/plain", value: "*a run* is late" }],
      },
    });
  });

  it("any other service: what the block says, with the notification and the secrets in their places", () => {
    const data = {
      name: "chat",
      url: "https://x.example/{{ token }}?a=1",
      method: "PUT",
      params: { by: "{{name}}" },
      headers: { "x-subject": "{{subject}}" },
      cookies: { session: "{{token}}" },
      json_data: { lines: ["{{subject}}: {{body}}", "{{unknown}}"], n: 1 },
      secrets: { token: "s3cret", subject: "not this" },
      timeout: 3,
    };
    expect(only("custom-webhook", data)).toEqual({
      method: "PUT",
      url: "https://x.example/s3cret?a=1&by=chat",
      headers: { "content-type": "application/json", cookie: "session=s3cret", "x-subject": "Late" },
      body: { lines: ["Late: *a run* is late", "{{unknown}}"], n: 1 },
    });
    const form = { name: "chat", url: "https://x.example/", form_data: { text: "{{body}}" } };
    expect(only("custom-webhook", form).body).toBe("text=*a+run*+is+late");
  });

  it("any other service: a text is sent as it is, and no call outlasts the action that makes it", () => {
    const data = { url: "https://x.example/", form_data: "late: {{body}}", headers: { "content-type": "text/plain" } };
    const [call] = notificationCalls("custom-webhook", { ...data, timeout: 600 }, said)!;
    expect(call).toMatchObject({
      body: "late: *a run* is late",
      headers: { "content-type": "text/plain" },
      timeout: 50_000,
    });
  });

  it("Mattermost: its own port, and a path with or without slashes", () => {
    const url = (more: object) =>
      notificationCalls("mattermost-webhook", { hostname: "h", token: "t", ...more }, said)![0]!.url;
    expect(url({})).toBe("http://h:8065/hooks/t");
    expect(url({ path: "chat/", port: 80 })).toBe("http://h:80/chat/hooks/t");
    expect(url({ path: "/chat", secure: true })).toBe("https://h:8065/chat/hooks/t");
  });
});

it("says what a block lacks, and is nothing for blocks that do not notify", () => {
  expect(() => notificationCalls("slack-webhook", {}, said)).toThrow(new IncompleteBlock("The block has no url."));
  expect(notificationCalls("secret", { value: "x" }, said)).toBeUndefined();
});

it("mail: one to each recipient, under an id that every try has", () => {
  const data = {
    smtp_server: "mail.example",
    smtp_type: "starttls",
    username: "me",
    password: "p",
    sender_email: "weir@example.com",
    to_emails: ["a@example.com", "b@example.com"],
  };
  const mails = notificationMessages("smtp-email", data, { ...said, subject: "Late\r\nBcc: x@example.com" })!;
  expect(mails).toMatchObject([
    {
      recipient: "a@example.com",
      mail: {
        server: { host: "mail.example", port: undefined, security: "STARTTLS" },
        login: { user: "me", password: "p" },
        from: "weir@example.com",
        subject: "Late Bcc: x@example.com",
        text: "*a run* is late",
        messageId: "<delivery-1.0@weir>",
      },
    },
    { mail: { to: "b@example.com", messageId: "<delivery-1.1@weir>" } },
  ]);
  expect(() => notificationMessages("smtp-email", { ...data, to_emails: [] }, said)).toThrow(IncompleteBlock);
  expect(() => notificationMessages("smtp-email", { ...data, smtp_type: "none" }, said)).toThrow("SSL, STARTTLS");
});
