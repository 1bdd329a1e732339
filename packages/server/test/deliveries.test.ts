/** What automations send arrives, is tried again, and is in the log; mail goes to a real mail server. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import type { Delivery, DeliveryPage } from "@weir/contract";
import { DIALECTS, startHttpServer } from "@weir/testkit";
import { SMTPServer } from "smtp-server";
import { describe, expect, test } from "vitest";
import { notificationMessages } from "../src/operations/automations/notifiers.ts";
import { callOut } from "../src/platform/outbound.ts";
import {
  automationServer,
  create,
  emit,
  eventsNamed,
  REACTIVE,
  saveBlock,
  type AutomationServer,
} from "./automation-server.ts";

const log = async (server: AutomationServer, query: object = {}): Promise<readonly Delivery[]> =>
  (await server.must<DeliveryPage>("POST", "/weir/deliveries/filter", query)).deliveries;

/** An automation that notifies by a block of each event `ping`. */
const notifyBy = (server: AutomationServer, block_document_id: string) =>
  create(server, {
    name: "pinged",
    trigger: { ...REACTIVE, expect: ["ping"] },
    actions: [
      {
        type: "send-notification",
        block_document_id,
        subject: "{{ event.event }}",
        body: "of {{ event.resource.id }}",
      },
    ],
  });

/** A mail server that knows one user, and no address at nowhere.example. */
async function mailServer() {
  const mails: { readonly to: string; readonly text: string }[] = [];
  const answers = { isBusy: false, busy: new Set<string>() };
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      username === "weir" && password === "mail-password" ? done(null, { user: username }) : done(new Error("no")),
    onRcptTo: ({ address }, _session, done) => {
      if (answers.busy.has(address)) return done(Object.assign(new Error("try later"), { responseCode: 451 }));
      if (!address.endsWith("@nowhere.example")) return done();
      done(Object.assign(new Error("no such user"), { responseCode: answers.isBusy ? 451 : 550 }));
    },
    onData: (stream, { envelope }, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), text });
        done();
      });
    },
  });
  server.on("error", () => undefined); // told by what the client makes of it
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    answers,
    block: {
      smtp_server: "localhost",
      smtp_port: port,
      smtp_type: "INSECURE",
      username: "weir",
      password: "mail-password",
      sender_email: "weir@here.example",
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** Blocks of services whose addresses are theirs to choose, and where their requests go to there. */
const FIXED: readonly (readonly [slug: string, data: object, to: string, type: string])[] = [
  [
    "discord-webhook",
    { webhook_id: "1", webhook_token: "t" },
    "https://discord.com/api/webhooks/1/t",
    "application/json",
  ],
  [
    "pager-duty-webhook",
    { integration_key: "k", api_key: "a" },
    "https://events.pagerduty.com/v2/enqueue",
    "application/json",
  ],
  ["opsgenie-webhook", { apikey: "k" }, "https://api.opsgenie.com/v2/alerts", "application/json"],
  [
    "twilio-sms",
    { account_sid: "AC1", auth_token: "t", from_phone_number: "+1", to_phone_numbers: ["+2"] },
    "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
    "application/x-www-form-urlencoded",
  ],
  [
    "sendgrid-email",
    { api_key: "k", sender_email: "a@here.example", to_emails: ["b@here.example"] },
    "https://api.sendgrid.com/v3/mail/send",
    "application/json",
  ],
];

test.each(FIXED)(
  "%s: what is sent arrives as it was made, at the service's own address",
  async (slug, data, to, type) => {
    const said = { subject: "Spät 🦆", body: 'zu "spät" & mehr', id: "delivery-1" };
    const messages = notificationMessages(slug, data as Record<string, unknown>, said)!;
    const calls = messages.flatMap((message) => ("call" in message ? [message.call] : []));
    expect(calls.map(({ url }) => url)).toEqual([to]);
    const arrived = Promise.withResolvers<{ method: string; url: string; type: string; body: string }>();
    await using service = await startHttpServer((request, response) => {
      void text(request).then((body) => {
        response.end();
        const { method, url, headers } = request;
        arrived.resolve({ method: method!, url: url!, type: headers["content-type"]!, body });
      });
    });
    // The same request, but to this machine: the service is somebody else's.
    await callOut({ ...calls[0]!, url: new URL(new URL(to).pathname, service.url).href, allowPrivate: true });
    const { method, url, type: sent, body } = await arrived.promise;
    expect([method, url, sent]).toEqual(["POST", new URL(to).pathname, type]);
    expect(body).toBe(calls[0]!.body);
    const told =
      type === "application/json" ? JSON.stringify(JSON.parse(body)) : new URLSearchParams(body).get("Body")!;
    expect(told).toContain("Spät 🦆");
  },
);

describe.each(DIALECTS)("deliveries on %s", (dialect) => {
  test("mail by SMTP, one to each recipient, and a line of the log for each", async () => {
    await using server = await automationServer(dialect);
    await using mail = await mailServer();
    const to_emails = ["ada@here.example", "bob@here.example"];
    const block = await saveBlock(server, "smtp-email", { ...mail.block, to_emails });
    const { id } = await notifyBy(server, block);
    const cause = await emit(server, "ping", "thing.7");
    await server.react();
    expect(mail.mails.map(({ to }) => to)).toEqual(to_emails);
    expect(mail.mails[0]!.text).toMatch(
      /^From: weir@here\.example\r\n[\s\S]*Subject: ping\r\n[\s\S]*\r\n\r\nof thing\.7\r\n/,
    );
    const lines = await log(server);
    expect(lines.map(({ recipient }) => recipient)).toEqual(to_emails.toReversed());
    expect(lines[0]).toMatchObject({
      automation_id: id,
      automation_name: "pinged",
      event_id: cause,
      block_document_id: block,
      block_name: "smtp-email/block",
      subject: "ping",
      attempt: 1,
      outcome: "delivered",
      status_code: 250,
    });
    expect(mail.mails[0]!.text).toContain(`Message-ID: <${lines[0]!.invocation_id}.0@weir>`);
    expect(JSON.stringify(lines)).not.toContain("mail-password");
  });

  test("each recipient is for itself: nobody waits for another one, or gets it twice because of one", async () => {
    await using server = await automationServer(dialect);
    await using mail = await mailServer();
    mail.answers.isBusy = true;
    const to_emails = ["ada@here.example", "later@nowhere.example", "bob@here.example"];
    await notifyBy(server, await saveBlock(server, "smtp-email", { ...mail.block, to_emails }));
    await emit(server, "ping");
    await server.react();
    const got = ["ada@here.example", "bob@here.example"];
    expect(mail.mails.map(({ to }) => to)).toEqual(got);
    server.clock.advance(60);
    await server.react();
    mail.answers.isBusy = false;
    server.clock.advance(60);
    await server.react();
    // The mail server has refused the second for good: the action has failed, and nothing more is tried.
    expect(mail.mails.map(({ to }) => to)).toEqual(got);
    expect((await log(server)).map(({ recipient, attempt, outcome }) => [recipient, attempt, outcome])).toEqual([
      ["later@nowhere.example", 3, "failed"],
      ["later@nowhere.example", 2, "tried"],
      ["bob@here.example", 1, "delivered"],
      ["later@nowhere.example", 1, "tried"],
      ["ada@here.example", 1, "delivered"],
    ]);
    const [failed] = await eventsNamed(server, "prefect.automation.action.failed");
    expect(failed!.payload!["reason"]).toContain("no such user");
    expect(await log(server, { outcome: "delivered" })).toHaveLength(2);
  });

  test("one that was refused for good is not asked again, and the action has failed although all others got it", async () => {
    await using server = await automationServer(dialect);
    await using mail = await mailServer();
    mail.answers.busy.add("slow@here.example");
    const to_emails = ["gone@nowhere.example", "slow@here.example"];
    await notifyBy(server, await saveBlock(server, "smtp-email", { ...mail.block, to_emails }));
    await emit(server, "ping");
    await server.react();
    mail.answers.busy.clear();
    server.clock.advance(60);
    await server.react();
    expect((await log(server)).map(({ recipient, attempt, outcome }) => [recipient, attempt, outcome])).toEqual([
      ["slow@here.example", 2, "delivered"],
      ["slow@here.example", 1, "tried"],
      ["gone@nowhere.example", 1, "failed"],
    ]);
    const [failed] = await eventsNamed(server, "prefect.automation.action.failed");
    expect(failed!.payload!["reason"]).toContain("no such user");
  });

  test("a login that is refused is told, without the password", async () => {
    await using server = await automationServer(dialect);
    await using mail = await mailServer();
    const data = { ...mail.block, password: "wrong-password", to_emails: ["ada@here.example"] };
    await notifyBy(server, await saveBlock(server, "smtp-email", data));
    await emit(server, "ping");
    await server.react();
    const [line] = await log(server);
    expect(line).toMatchObject({ outcome: "failed", status_code: null });
    expect(line!.answer).toContain("535");
    expect(JSON.stringify(line)).not.toContain("wrong-password");
  });

  test("a private mail server is refused where the block does not allow it", async () => {
    await using server = await automationServer(dialect);
    await using mail = await mailServer();
    const data = { ...mail.block, to_emails: ["ada@here.example"], allow_private_urls: false };
    await notifyBy(server, await saveBlock(server, "smtp-email", data));
    await emit(server, "ping");
    await server.react();
    expect((await log(server))[0]!.answer).toContain("localhost is a private address");
    expect(mail.mails).toEqual([]);
  });

  test("web calls: of several channels only those that failed are called again; the log is paged, and emptied by age", async () => {
    await using server = await automationServer(dialect);
    const posted: string[] = [];
    let failing = true;
    await using chat = await startHttpServer((request, response) => {
      void json(request).then((body) => {
        const { channel } = body as { channel: string };
        posted.push(channel);
        response.writeHead(channel === "ops" && failing ? 503 : 200).end("told");
      });
    });
    const { hostname, port } = new URL(chat.url);
    const data = { hostname, port: Number(port), token: "hook-secret", channels: ["dev", "ops", "all"] };
    const { id } = await notifyBy(server, await saveBlock(server, "mattermost-webhook", data));
    await emit(server, "ping");
    await server.react();
    failing = false;
    server.clock.advance(60);
    await server.react();
    expect(posted).toEqual(["dev", "ops", "all", "ops"]);
    const told = (await log(server, { automation_id: id })).map((line) => [
      line.recipient,
      line.outcome,
      line.status_code,
      line.answer,
    ]);
    expect(told).toEqual([
      ["ops", "delivered", 200, "told"],
      ["all", "delivered", 200, "told"],
      ["ops", "tried", 503, "told"],
      ["dev", "delivered", 200, "told"],
    ]);
    expect(JSON.stringify(await log(server))).not.toContain("hook-secret");
    const page = await server.must<DeliveryPage>("POST", "/weir/deliveries/filter", { limit: 3 });
    const rest = await server.must<DeliveryPage>("POST", "/weir/deliveries/filter", { limit: 3, cursor: page.next });
    expect([page.deliveries.length, rest.deliveries.length, rest.next]).toEqual([3, 1, null]);
    expect((await server.call("POST", "/weir/deliveries/filter", { cursor: "x" })).status).toBe(422);
    server.clock.advance(8 * 86_400);
    expect(await server.must("POST", "/weir/vacuum", { dry_run: true })).toMatchObject({ deliveries: 4 });
    expect(await server.must("POST", "/weir/vacuum", {})).toMatchObject({ deliveries: 4 });
    expect(await log(server)).toEqual([]);
  });

  test("a webhook that is called is in the log, whatever it answers", async () => {
    await using server = await automationServer(dialect);
    await using hook = await startHttpServer((_request, response) => void response.writeHead(404).end("nobody"));
    const block_document_id = await saveBlock(server, "webhook", { url: hook.url, method: "PUT" });
    await create(server, {
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "call-webhook", block_document_id, payload: "{}" }],
    });
    await emit(server, "ping");
    await server.react();
    expect(await log(server)).toMatchObject([
      { subject: "PUT", outcome: "delivered", status_code: 404, answer: "nobody" },
    ]);
  });
});
