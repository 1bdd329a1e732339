import { expect, it } from "vitest";
import {
  type ClientOptions,
  client,
  Invalid,
  Locked,
  NotFound,
  type TransportRequest,
  Unauthorised,
  Unreachable,
} from "@weir/client";
import { routes } from "@weir/contract";
import { ROUTES } from "../src/api/routes.gen.ts";
import { type Answer, CSRF_OFF, type Handler, loopback } from "./loopback.ts";

const id = "0196a8f0-0000-7000-8000-000000000001";

async function setup(handler: Handler, options: Partial<ClientOptions> = {}) {
  const server = await loopback((asked) => (asked.path.startsWith("/csrf-token") ? CSRF_OFF : handler(asked)));
  const api = client({ url: server.url, retry: { delay: 0.001 }, ...options });
  return {
    server,
    api,
    async [Symbol.asyncDispose]() {
      await api.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const ok: Handler = () => ({ body: { id } });

it("has a method for every route of the contract, with its method and path", () => {
  const entries = (table: object) =>
    Object.entries(table).flatMap(([domain, group]) => Object.keys(group as object).map((name) => `${domain}.${name}`));
  expect(entries(ROUTES)).toEqual(entries(routes));
  const api = client({ url: "http://127.0.0.1:1" }) as unknown as Record<string, Record<string, unknown>>;
  for (const [domain, group] of Object.entries(routes))
    for (const [name, { method, path }] of Object.entries(group)) {
      const table = ROUTES as unknown as Record<string, Record<string, readonly string[]>>;
      expect(table[domain]![name]!.slice(0, 2)).toEqual([method, path]);
      expect(api[domain]![name]).toBeTypeOf("function");
    }
});

it("sends parameters in the path, the body as JSON, and gives the answer's body", async () => {
  await using test = await setup(ok);
  expect(await test.api.flowRuns.setState({ id }, { state: { type: "RUNNING" } })).toEqual({ id });
  const [, asked] = test.server.asked;
  expect(asked).toMatchObject({
    method: "POST",
    path: `/flow_runs/${id}/set_state`,
    body: { state: { type: "RUNNING" } },
    headers: { "content-type": "application/json" },
  });
});

it("escapes path parameters and refuses empty ones", async () => {
  await using test = await setup(ok);
  await test.api.flows.readByName({ name: "a/b ü" });
  expect(test.server.calls).toEqual(["GET /flows/name/a%2Fb%20%C3%BC"]);
  await expect(test.api.flows.readByName({ name: "" })).rejects.toThrow('needs a value for "name"');
});

it("sends queries, leaving out what has no value", async () => {
  await using test = await setup(ok);
  await test.api.flowRuns.graphV2({ id }, { since: "2026-01-01T00:00:00Z" });
  await test.api.flowRuns.graphV2({ id });
  await test.api.blockSchemas.readByChecksum({ checksum: "x" }, { version: null });
  expect(test.server.calls).toEqual([
    `GET /flow_runs/${id}/graph-v2?since=2026-01-01T00%3A00%3A00Z`,
    `GET /flow_runs/${id}/graph-v2`,
    "GET /block_schemas/checksum/x",
  ]);
});

it("gives text and empty answers as they are", async () => {
  const answers: Answer[] = [{ body: "a,b\n", headers: { "content-type": "text/csv" } }, { status: 204 }];
  await using test = await setup(() => answers.shift()!);
  expect(await test.api.flowRuns.downloadLogs({ id })).toBe("a,b\n");
  expect(await test.api.flowRuns.update({ id }, { tags: [] })).toBeUndefined();
});

it("introduces itself in the reference's form and as Weir's client", async () => {
  await using test = await setup(ok, { headers: { "x-team": "data" } });
  await test.api.flows.read({ id }, { headers: { "x-call": "1" } });
  expect(test.server.asked[0]!.headers).toMatchObject({
    "user-agent": "prefect/3.8.8 (API 0.8.4)",
    "x-prefect-api-version": "0.8.4",
    "x-weir-client": expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    "x-team": "data",
    "x-call": "1",
  });
});

it.each([
  [{ apiKey: "key" }, "Bearer key"],
  [{ authString: "user:pässword" }, `Basic ${Buffer.from("user:pässword").toString("base64")}`],
])("authenticates by %o", async (options, expected) => {
  await using test = await setup(ok, options);
  await test.api.health.version();
  expect(test.server.asked[0]!.headers.authorization).toBe(expected);
});

it("accepts the address with and without the API's path", async () => {
  await using test = await setup(ok);
  for (const end of ["", "/", "/api", "/api/"]) {
    await using api = client({ url: test.server.url + end });
    await api.health.health();
  }
  expect(test.server.calls).toEqual(Array(4).fill("GET /health"));
});

it.each(["localhost:4200", "nonsense", "ftp://x"])("refuses the address %s", (url) => {
  expect(() => client({ url })).toThrow("is not the address of an API");
});

it.each([
  [401, Unauthorised],
  [404, NotFound],
  [422, Invalid],
  [423, Locked],
])("throws for %d", async (status, type) => {
  await using test = await setup(() => ({ status, body: { detail: "no" } }));
  await expect(test.api.flows.read({ id })).rejects.toBeInstanceOf(type);
});

it("repeats a request whose connection broke or that was turned away", async () => {
  const outcomes: (Answer | "hang up")[] = ["hang up", { status: 503 }, { body: { id } }];
  await using test = await setup(() => outcomes.shift()!);
  expect(await test.api.flows.read({ id })).toEqual({ id });
  expect(test.server.calls).toHaveLength(3);
});

it("repeats a request that got no answer in time", async () => {
  const outcomes: (Answer | "hang")[] = ["hang", { body: { id } }];
  await using test = await setup(() => outcomes.shift()!, { timeout: 0.05 });
  expect(await test.api.flows.read({ id })).toEqual({ id });
});

it("says so when nobody listens", async () => {
  const server = await loopback(ok);
  await server[Symbol.asyncDispose]();
  await using api = client({ url: server.url, retry: { retries: 1, delay: 0.001 } });
  for (const call of [api.flows.read({ id }), api.flows.update({ id }, {})]) {
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Unreachable);
    expect(String(error)).toMatch(/(GET|PATCH) \/flows\/.*: no answer from http.*ECONNREFUSED/);
  }
});

it("stops at once when aborted, with the signal's reason", async () => {
  const arrived = Promise.withResolvers<void>();
  await using test = await setup(() => {
    arrived.resolve();
    return "hang";
  });
  const controller = new AbortController();
  const reason = new Error("enough");
  const reading = test.api.flows.read({ id }, { signal: controller.signal });
  await arrived.promise;
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  expect(test.server.calls).toHaveLength(1);
});

it("sends Weir's additions only to a server that has introduced itself as Weir", async () => {
  let weir = false;
  await using test = await setup(() => ({ body: { id }, ...(weir && { headers: { "X-Weir-Server": "0.1.0" } }) }));
  const body = { name: "f", weir: { colour: "blue" } };
  await test.api.flows.create(body);
  expect(test.api.weirVersion).toBeUndefined();
  weir = true;
  await test.api.health.version();
  expect(test.api.weirVersion).toBe("0.1.0");
  await test.api.flows.create(body);
  const bodies = test.server.asked.filter(({ path }) => path === "/flows/").map((asked) => asked.body);
  expect(bodies).toEqual([{ name: "f" }, body]);
});

it("takes any other request, and any other transport", async () => {
  await using test = await setup(ok);
  expect(await test.api.request({ method: "GET", path: "/automations/x" })).toEqual({ id });
  const asked: TransportRequest[] = [];
  await using api = client({
    transport: {
      request: async (request) => {
        asked.push(request);
        return { status: 200, headers: { "x-weir-server": "0.1.0" }, body: { id } };
      },
      sendEvents: async () => {},
      close: async () => {},
    },
  });
  expect(await api.flows.read({ id })).toEqual({ id });
  expect(asked[0]!.headers).toHaveProperty("x-weir-client");
  expect(api.weirVersion).toBe("0.1.0");
});
