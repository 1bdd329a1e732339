/** Inbound webhooks: what other systems send becomes events, once each, and whatever came can be looked at. */
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Webhook, WebhookCreated, WebhookRequest, WebhookRequestDetail, WebhookRequestPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import {
  automationServer,
  create,
  eventsNamed,
  firings,
  REACTIVE,
  type AutomationServer,
} from "./automation-server.ts";
import { listen } from "./socket-client.ts";

const SECRET = "not-to-be-guessed";

/** A server that other systems can send to. */
async function reachable(dialect: (typeof DIALECTS)[number]) {
  const server = await automationServer(dialect);
  const http = await listen(server);
  const origin = new URL(http.url.replace(/^ws/, "http")).origin;
  /** Sends to a webhook, whatever the server calls itself. */
  const send = async (
    to: { url: string | null },
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(origin + new URL(to.url!).pathname, { method: "POST", body, headers });
    return {
      status: answer.status,
      body: (await answer.json()) as WebhookRequest & { detail?: string; challenge?: string },
    };
  };
  return Object.assign(server, {
    send,
    origin,
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      await server.app.stop();
    },
  });
}

const make = (server: AutomationServer, body: object): Promise<WebhookCreated> =>
  server.must<WebhookCreated>("POST", "/weir/webhooks", { name: "hook", ...body });

const inbox = (server: AutomationServer, { id }: { id: string }, query: object = {}): Promise<WebhookRequestPage> =>
  server.must<WebhookRequestPage>("POST", `/weir/webhooks/${id}/requests/filter`, query);

const signed = (body: string, secret = SECRET): Record<string, string> => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  "x-github-event": "push",
});

const PUSH = JSON.stringify({
  ref: "refs/heads/main",
  repository: { full_name: "weir/weir" },
  sender: { login: "ada" },
});

describe.each(DIALECTS)("inbound webhooks on %s", (dialect) => {
  test("a request becomes an event, which sets off an automation", async () => {
    await using server = await reachable(dialect);
    await create(server, {
      trigger: { ...REACTIVE, expect: ["github.push"], match: { "prefect.resource.id": "github.repository.*" } },
    });
    const hook = await make(server, { preset: "github", secret: SECRET });
    expect(hook).toMatchObject({ preset: "github", has_secret: true, enabled: true, secret: null, template: null });
    const sent = await server.send(hook, PUSH, { ...signed(PUSH), "x-github-delivery": "d1" });
    expect(sent).toMatchObject({ status: 202, body: { outcome: "accepted", event: "github.push" } });
    const [event] = await eventsNamed(server, "github.push");
    expect(event).toMatchObject({
      id: sent.body.event_id,
      resource: {
        "prefect.resource.id": "github.repository.weir/weir",
        "prefect.resource.name": "weir/weir",
        "github.ref": "refs/heads/main",
      },
      related: [
        { "prefect.resource.id": "github.user.ada", "prefect.resource.role": "sender" },
        { "prefect.resource.id": `weir.webhook.${hook.id}`, "prefect.resource.role": "webhook" },
      ],
      payload: JSON.parse(PUSH),
    });
    await server.react();
    expect(await firings(server)).toBe(1);
  });

  test("a delivery that is repeated becomes one event, also when both come at once", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, { preset: "github", secret: SECRET });
    const headers = { ...signed(PUSH), "x-github-delivery": "d1" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.send(hook, PUSH, headers)));
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual(["accepted", ...Array<string>(7).fill("duplicate")]);
    expect(new Set(answers.map(({ body }) => body.event_id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(await eventsNamed(server, "github.push")).toHaveLength(1);
    expect((await inbox(server, hook)).requests).toHaveLength(8);
    // Another one is another.
    expect((await server.send(hook, PUSH, { ...headers, "x-github-delivery": "d2" })).status).toBe(202);
  });

  test("what is not its sender's is refused, kept, and taken in once the secret is right", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, { preset: "github", secret: "the-wrong-one" });
    const sent = await server.send(hook, PUSH, signed(PUSH));
    expect(sent).toMatchObject({ status: 401, body: { outcome: "refused", event_id: null } });
    expect(sent.body.detail).toContain("signature");
    const { requests } = await inbox(server, hook);
    const replay = `/weir/webhooks/requests/${requests[0]!.id}/replay`;
    expect(await server.must<WebhookRequest>("POST", replay)).toMatchObject({ outcome: "refused" });
    await server.must("PATCH", `/weir/webhooks/${hook.id}`, { secret: SECRET });
    server.clock.advance(3600);
    expect(await server.must<WebhookRequest>("POST", replay)).toMatchObject({
      outcome: "accepted",
      event: "github.push",
      replay_of: requests[0]!.id,
    });
  });

  test("a template that fails loses nothing: the request is taken in by the mended one", async () => {
    await using server = await reachable(dialect);
    const template = { event: "order.{{ body.kind }}", resource: { "prefect.resource.id": "{{ body.order }}" } };
    const hook = await make(server, { template });
    const body = '{"kind": "paid", "number": 17, "note": "\\"; {{ 7 * 7 }}"}';
    const sent = await server.send(hook, body);
    expect(sent).toMatchObject({ status: 422, body: { outcome: "failed" } });
    expect(sent.body.detail).toContain("prefect.resource.id");
    const mended = {
      ...template,
      resource: { "prefect.resource.id": "order.{{ body.number }}" },
      payload: { number: "{{ body.number }}", text: "{{ body.note }}!", all: "{{ body }}" },
    };
    await server.must("PATCH", `/weir/webhooks/${hook.id}`, { template: mended });
    const [failed] = (await inbox(server, hook, { outcome: "failed" })).requests;
    await server.must("POST", `/weir/webhooks/requests/${failed!.id}/replay`);
    const [event] = await eventsNamed(server, "order.paid");
    // What comes from outside is filled in, never read as a template or as JSON.
    expect(event).toMatchObject({
      resource: { "prefect.resource.id": "order.17" },
      payload: { number: 17, text: '"; {{ 7 * 7 }}!', all: { kind: "paid" } },
    });
  });

  test("nobody outside speaks for the server's own resources", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, {
      template: { event: "{{ body.event }}", resource: { "prefect.resource.id": "prefect.flow-run.1" } },
    });
    const sent = await server.send(hook, '{"event": "prefect.flow-run.Completed"}');
    expect(sent).toMatchObject({ status: 422, body: { outcome: "failed" } });
    expect(await eventsNamed(server, "prefect.flow-run.Completed")).toEqual([]);
  });

  test("the address is told once and when it is asked for, changes at once, and is nowhere in the open", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, { preset: "standard" });
    expect(hook.secret).toMatch(/^whsec_/);
    const path = `/weir/webhooks/${hook.id}`;
    expect(await server.must("GET", path)).toMatchObject({ url: null, has_secret: true });
    expect(await server.must("GET", `${path}?include_secrets=true`)).toMatchObject({ url: hook.url });
    const moved = await server.must<Webhook>("POST", `${path}/rotate`);
    expect(moved.url).not.toBe(hook.url);
    expect((await server.send(hook, "{}")).status).toBe(404);
    expect((await server.send(moved, "{}")).status).toBe(401);
    const text = JSON.stringify(await server.must("POST", "/weir/audit/read", { object: hook.id }));
    const address = new URL(moved.url!).pathname.split("/").at(-1)!;
    for (const secret of [address, hook.secret!]) expect(text).not.toContain(secret);
    expect(text).toContain("read-secrets");
    const database = server.app.context.settings.server_database_url!;
    if (dialect === "sqlite")
      for (const file of [database, `${database}-wal`]) {
        const bytes = await readFile(file.replace(/^sqlite:(\/\/)?/, ""), "latin1").catch(() => "");
        expect(bytes.includes(address) || bytes.includes(hook.secret!)).toBe(false);
      }
  });

  test("a disabled webhook takes nothing in; a deleted one is no more", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, { enabled: false });
    expect(await server.send(hook, "{}")).toMatchObject({ status: 401, body: { outcome: "refused" } });
    expect((await inbox(server, hook)).requests).toMatchObject([{ reason: "the webhook is disabled" }]);
    const conflict = await server.call("POST", "/weir/webhooks", { name: "hook" });
    expect(conflict.status).toBe(409);
    await server.must("DELETE", `/weir/webhooks/${hook.id}`);
    expect((await server.send(hook, "{}")).status).toBe(404);
    expect((await server.call("POST", `/weir/webhooks/${hook.id}/requests/filter`, {})).status).toBe(404);
  });

  test("the inbox is read page by page, with what came as it came, and emptied by age", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, {});
    for (let count = 0; count < 5; count++) await server.send(hook, JSON.stringify({ count }));
    const binary = await server.send(hook, Uint8Array.from([0, 255, 254]), { authorization: "Bearer mine" });
    const first = await inbox(server, hook, { limit: 4 });
    const second = await inbox(server, hook, { limit: 4, cursor: first.next });
    expect([first.requests.length, second.requests.length, second.next]).toEqual([4, 2, null]);
    expect(first.requests[0]).toMatchObject({
      id: (binary.body as unknown as { request_id: string }).request_id,
      size: 3,
    });
    const detail = await server.must<WebhookRequestDetail>("GET", `/weir/webhooks/requests/${first.requests[0]!.id}`);
    expect(detail).toMatchObject({ body: "AP/+", body_encoding: "base64", headers: { authorization: "********" } });
    expect(await server.must("POST", "/weir/vacuum", { dry_run: true })).toMatchObject({ webhook_requests: 0 });
    server.clock.advance(8 * 86_400);
    expect(await server.must("POST", "/weir/vacuum", { dry_run: true })).toMatchObject({ webhook_requests: 6 });
    expect(await server.must("POST", "/weir/vacuum", {})).toMatchObject({ webhook_requests: 6 });
    expect((await inbox(server, hook)).requests).toEqual([]);
  });

  test("Slack is shown that the address is ours, when it can be known as Slack", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, { preset: "slack" });
    const body = '{"type": "url_verification", "challenge": "abc"}';
    expect((await server.send(hook, body)).body.detail).toContain("no secret");
    await server.must("PATCH", `/weir/webhooks/${hook.id}`, { secret: SECRET });
    const time = String(Math.floor(server.clock.now() / 1e6));
    const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`;
    const sent = await server.send(hook, body, { "x-slack-request-timestamp": time, "x-slack-signature": signature });
    expect(sent).toEqual({ status: 200, body: { challenge: "abc" } });
  });

  test.each([
    [{ template: { event: "{{ body", resource: { "prefect.resource.id": "a" } } }, "template.event"],
    [{ template: { event: "a", resource: { name: "a" } } }, "prefect.resource.id"],
    [{ template: { event: "a", resource: { "prefect.resource.id": 1 } } }, "prefect.resource.id"],
    [{ secret: "short" }, "secret"],
    [{ secret: "that-nobody-asks-for" }, "are not signed"],
    [{ preset: "bitbucket" }, "preset"],
    [{ name: "" }, "name"],
  ])("refuses %j", async (body, named) => {
    await using server = await automationServer(dialect);
    const answer = await server.call("POST", "/weir/webhooks", { name: "hook", ...body });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(named);
  });

  test("a preview keeps nothing", async () => {
    await using server = await automationServer(dialect);
    const previewed = await server.must<{ event: { event: string } }>("POST", "/weir/webhooks/preview", {
      preset: "stripe",
      body: '{"type": "invoice.paid", "data": {"object": {"object": "invoice", "id": "in_1"}}}',
    });
    expect(previewed.event).toMatchObject({
      event: "stripe.invoice.paid",
      resource: { "prefect.resource.id": "stripe.invoice.in_1" },
    });
    expect(await eventsNamed(server, "stripe.invoice.paid")).toEqual([]);
    const failed = await server.call("POST", "/weir/webhooks/preview", { preset: "stripe", body: "[]" });
    expect(failed.status).toBe(422);
  });

  test("a body that is too large, and an address that is none", async () => {
    await using server = await reachable(dialect);
    const hook = await make(server, {});
    const large = await fetch(server.origin + new URL(hook.url).pathname, {
      method: "POST",
      body: "x".repeat(1_000_001),
    });
    expect(large.status).toBe(413);
    expect((await server.send({ url: "http://x/hooks/nobody" }, "{}")).status).toBe(404);
    expect((await server.send(hook, "no json at all")).status).toBe(202);
    expect((await eventsNamed(server, "webhook.received"))[0]!.payload).toEqual({ body: "no json at all" });
  });

  test("secrets are sealed anew with the blocks'", async () => {
    await using server = await automationServer(dialect);
    const hook = await make(server, {});
    if (dialect === "sqlite") {
      expect(await server.must("POST", "/weir/secrets/rotate")).toMatchObject({ resealed: 1, locked: [] });
      expect(await server.must("GET", `/weir/webhooks/${hook.id}?include_secrets=true`)).toMatchObject({
        url: hook.url,
      });
    }
    expect(await server.must("GET", "/weir/secrets")).toMatchObject({ locked: [] });
  });
});
