/** Access keys and roles: on every route and every socket. */
import { once } from "node:events";
import { type AccessKeyCreated, type Method, type RouteDefinition, roleFor, ROLES, routes } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test, vi } from "vitest";
import { Client, listen } from "./socket-client.ts";
import { ManualClock, testServer } from "./support.ts";

// Each route's schema is compiled when it is first asked.
vi.setConfig({ testTimeout: 60_000 });

const every: RouteDefinition[] = Object.values(routes).flatMap((domain) => Object.values(domain) as RouteDefinition[]);

async function setup(dialect: (typeof DIALECTS)[number], settings: object = {}) {
  const clock = new ManualClock();
  const server = await testServer(dialect, { clock, settings });
  const make = async (name: string, role: string, as?: string, more: object = {}): Promise<AccessKeyCreated> => {
    const answer = await server.call("POST", "/weir/keys", { name, role, ...more }, as ? bearer(as) : {});
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
    return answer.body;
  };
  const as = (key: string | undefined, method: Method, path: string, body?: unknown) =>
    server.call(method, path, body, key === undefined ? {} : bearer(key));
  return { server, clock, make, as, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const basic = (text: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(text).toString("base64")}`,
});

describe.each(DIALECTS)("access keys on %s", (dialect) => {
  test("without a password and keys everybody who gets in is the owner; with the first key nobody is without one", async () => {
    await using weir = await setup(dialect);
    expect((await weir.as(undefined, "POST", "/variables/", { name: "a", value: 1 })).status).toBe(201);
    const { key } = await weir.make("boss", "admin");
    for (const wrong of [undefined, "weir_wrong", `${key}x`, "", "owner"]) {
      const refused = await weir.as(wrong, "POST", "/variables/filter", {});
      expect([refused.status, refused.body]).toEqual([401, { exception_message: "Unauthorized" }]);
    }
    expect((await weir.as(undefined, "GET", "/health")).status).toBe(200);
    expect((await weir.as(key, "POST", "/variables/filter", {})).status).toBe(200);
    // As the stock client sends it, in either of its settings.
    for (const headers of [bearer(key), basic(key), basic(`boss:${key}`)])
      expect((await weir.server.call("POST", "/variables/filter", {}, headers)).status).toBe(200);
  });

  test("of a key only a hash is kept, and it is shown once", async () => {
    await using weir = await setup(dialect);
    const { key } = await weir.make("boss", "admin", undefined, { team: "data" });
    const list = await weir.as(key, "GET", "/weir/keys");
    expect(list.body).toMatchObject([{ name: "boss", role: "admin", team: "data", expires: null }]);
    expect(JSON.stringify(list.body)).not.toContain(key.slice(5));
  });

  test("keys expire and are revoked, at once", async () => {
    await using weir = await setup(dialect);
    const { key: boss, id: bossId } = await weir.make("boss", "admin");
    const { key: soon } = await weir.make("soon", "operator", boss, { expires_in: 60 });
    const { key: gone, id } = await weir.make("gone", "operator", boss);
    const reads = async (key: string) => (await weir.as(key, "POST", "/flows/filter", {})).status;
    expect([await reads(soon), await reads(gone)]).toEqual([200, 200]);
    weir.clock.advance(61);
    expect((await weir.as(boss, "DELETE", `/weir/keys/${id}`)).status).toBe(204);
    expect([await reads(soon), await reads(gone), await reads(boss)]).toEqual([401, 401, 200]);
    expect((await weir.as(boss, "DELETE", `/weir/keys/${id}`)).status).toBe(404);
    expect((await weir.as(boss, "POST", "/weir/keys", { name: "boss", role: "viewer" })).status).toBe(409);
    // The last admin stays as long as there are others: nobody could see to those.
    expect((await weir.as(boss, "DELETE", `/weir/keys/${bossId}`)).status).toBe(409);
  });

  test("the first key is an admin's, unless there is a password", async () => {
    await using weir = await setup(dialect);
    const refused = await weir.as(undefined, "POST", "/weir/keys", { name: "a", role: "operator" });
    expect([refused.status, refused.body]).toEqual([409, { detail: expect.stringContaining("first key") }]);
    await using other = await setup(dialect, { server_auth_string: "me:pass" });
    const made = await other.server.call("POST", "/weir/keys", { name: "a", role: "viewer" }, basic("me:pass"));
    expect(made.status).toBe(201);
    const { key } = made.body as AccessKeyCreated;
    expect((await other.as(key, "POST", "/flows/filter", {})).status).toBe(200);
    expect((await other.server.call("GET", "/weir/keys", undefined, basic("me:pass"))).status).toBe(200);
    expect((await other.as("me:pass", "GET", "/weir/keys")).status).toBe(200);
    expect((await other.server.call("GET", "/weir/keys", undefined, basic("me:wrong"))).status).toBe(401);
  });

  test("secrets in the open are an operator's, wherever they are asked for", async () => {
    await using weir = await setup(dialect);
    const { key: boss } = await weir.make("boss", "admin");
    const { key: viewer } = await weir.make("viewer", "viewer", boss);
    const { key: operator } = await weir.make("operator", "operator", boss);
    const id = "00000000-0000-4000-8000-000000000000";
    const asked = [
      ["GET", `/block_documents/${id}?include_secrets=true`, undefined],
      ["GET", "/block_types/slug/secret/block_documents?include_secrets=true", undefined],
      ["GET", "/block_types/slug/secret/block_documents/name/x?include_secrets=1", undefined],
      ["POST", "/block_documents/filter", { include_secrets: true }],
    ] as const;
    for (const [method, path, body] of asked) {
      expect([path, (await weir.as(viewer, method, path, body)).status]).toEqual([path, 403]);
      expect([path, (await weir.as(operator, method, path, body)).status]).not.toEqual([path, 403]);
    }
    expect((await weir.as(viewer, "POST", "/block_documents/filter", { include_secrets: false })).status).toBe(200);
  });
});

test("every route with every role: a role that does not reach is refused before anything is looked at", async () => {
  await using weir = await setup("sqlite");
  const { key: admin } = await weir.make("admin", "admin");
  const keys = {
    viewer: (await weir.make("viewer", "viewer", admin)).key,
    operator: (await weir.make("operator", "operator", admin)).key,
    admin,
  };
  let refusals = 0;
  for (const route of every) {
    const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
      /id$/.test(name) ? "00000000-0000-4000-8000-000000000000" : "nothing",
    );
    const needed = roleFor(route);
    for (const role of ROLES) {
      const reaches = ROLES.indexOf(role) >= ROLES.indexOf(needed);
      // What only an admin may do is not done here: it would change the very keys.
      if (reaches && needed === "admin") continue;
      // Whatever fits none of the routes' bodies, so that nothing is changed or waited for by who may.
      const answer = await weir.as(keys[role], route.method, path, route.body ? "no body" : undefined);
      const what = `${role}: ${route.method} ${route.path}`;
      if (reaches) expect([what, answer.status]).not.toEqual([what, 403]);
      else expect([what, answer.status, answer.body]).toEqual([what, 403, { detail: expect.stringContaining(needed) }]);
      if (!reaches) refusals++;
    }
    expect([route.path, (await weir.as(undefined, route.method, path)).status]).toEqual([
      route.path,
      /^\/(health|ready)$/.test(route.path) ? 200 : 401,
    ]);
  }
  expect(refusals).toBeGreaterThan(80);
  // Asking for more is no way to get at more.
  const trick = "/weir/keys?include_secrets=true";
  expect((await weir.as(keys.operator, "GET", trick)).status).toBe(403);
});

test("what is an admin's, and what a viewer may send, is what somebody has decided", () => {
  const named = (role: string) =>
    every.filter((route) => roleFor(route) === role).map(({ method, path }) => `${method} ${path}`);
  expect(named("admin")).toEqual(
    expect.arrayContaining([
      "GET /weir/keys",
      "POST /weir/keys",
      "DELETE /weir/keys/:id",
      "GET /weir/secrets",
      "POST /weir/secrets/rotate",
      "POST /weir/vacuum",
      "PUT /admin/storage",
      "DELETE /admin/storage",
    ]),
  );
  // With a body, and yet nothing changes by it.
  const reading = named("viewer").filter((route) => !route.startsWith("GET "));
  expect(reading).toEqual(expect.arrayContaining(["POST /flow_runs/filter", "POST /ui/flows/next-runs"]));
  const changes = /create|set_state|delete|resume|pause|reset|increment|decrement|heartbeat|claim|renew|acquire|import/;
  for (const route of reading) {
    expect(route).toMatch(/^POST /);
    expect(route.split("/").slice(2).join("/")).not.toMatch(changes);
    // Nothing is made by a plain POST to a collection, as `POST /flows/` is.
    expect(route).not.toMatch(/\/$/);
  }
});

test("sockets let in who has a key whose role reaches, by the first frame or by the header", async () => {
  await using weir = await setup("sqlite");
  await using listening = await listen(weir.server);
  const { key: admin } = await weir.make("admin", "admin");
  const { key: viewer } = await weir.make("viewer", "viewer", admin);
  const { key: operator } = await weir.make("operator", "operator", admin);
  const enter = async (path: string, token: string | null, headers: Record<string, string> = {}) => {
    await using client = new Client(listening.url + path, ["prefect"], { headers });
    await once(client.socket, "open");
    client.send({ type: "auth", token });
    return await Promise.race([
      client.next<{ type: string }>().then(({ type }) => type),
      client.closed.then((end) => end.code),
    ]);
  };
  for (const path of ["/events/in", "/weir/events/in", "/task_runs/subscriptions/scheduled"]) {
    expect([path, await enter(path, operator), await enter(path, viewer)]).toEqual([path, "auth_success", 1008]);
    expect([path, await enter(path, null, bearer(operator))]).toEqual([path, "auth_success"]);
    expect([path, await enter(path, null, bearer(viewer)), await enter(path, null)]).toEqual([path, 1008, 1008]);
  }
  for (const path of ["/events/out", "/logs/out"])
    expect([path, await enter(path, viewer), await enter(path, "weir_nobody")]).toEqual([path, "auth_success", 1008]);
  // Without a subprotocol there is no frame to say it in.
  const mute = new Client(`${listening.url}/events/in`, []);
  await expect(mute.closed).rejects.toThrow("403");
});
