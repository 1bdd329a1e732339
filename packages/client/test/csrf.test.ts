import { expect, it } from "vitest";
import { client, Forbidden, Unauthorised } from "@weir/client";
import { type Answer, type Asked, CSRF_OFF, loopback } from "./loopback.ts";

const hour = () => new Date(Date.now() + 3_600_000).toISOString();
const isTokenCall = ({ path }: Asked) => path.startsWith("/csrf-token");
const refused: Answer = { status: 403, body: { detail: "Invalid CSRF token or client identifier." } };

/** A server that hands out numbered tokens and takes changes with the newest one only. */
async function protectedServer(expiration = hour) {
  let token = 0;
  const server = await loopback((asked) => {
    if (isTokenCall(asked)) return { body: { token: `t${(token += 1)}`, client: "c", expiration: expiration() } };
    if (asked.method === "GET") return { body: {} };
    return asked.headers["prefect-csrf-token"] === `t${token}` && asked.headers["prefect-csrf-client"]
      ? { body: {} }
      : refused;
  });
  const api = client({ url: server.url, retry: { retries: 0 } });
  return {
    api,
    server,
    tokensAsked: () => server.asked.filter(isTokenCall).length,
    forget: () => (token += 1),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

it("fetches one token before the first changes, and none for reading", async () => {
  await using test = await protectedServer();
  await test.api.health.version();
  expect(test.tokensAsked()).toBe(0);
  await Promise.all([test.api.flows.create({ name: "a" }), test.api.flows.create({ name: "b" })]);
  await test.api.flows.create({ name: "c" });
  expect(test.tokensAsked()).toBe(1);
});

it("fetches another token when the server does not know the old one any more", async () => {
  await using test = await protectedServer();
  await test.api.flows.create({ name: "a" });
  test.forget();
  await test.api.flows.create({ name: "b" });
  expect(test.tokensAsked()).toBe(2);
});

it("fetches another token when the old one has expired", async () => {
  await using test = await protectedServer(() => new Date(Date.now() - 1000).toISOString());
  await test.api.flows.create({ name: "a" });
  await test.api.flows.create({ name: "b" });
  expect(test.tokensAsked()).toBe(2);
});

it.each([
  ["a server without protection", CSRF_OFF],
  ["an older server", { status: 404 }],
])("asks %s only once", async (_, answer) => {
  await using server = await loopback((asked) => (isTokenCall(asked) ? answer : { body: {} }));
  const api = client({ url: server.url });
  await api.flows.create({ name: "a" });
  await api.flows.create({ name: "b" });
  expect(server.asked.filter(isTokenCall)).toHaveLength(1);
  expect(server.asked[1]!.headers).not.toHaveProperty("prefect-csrf-token");
});

it("gives up when fresh tokens are refused as well", async () => {
  await using server = await loopback((asked) =>
    isTokenCall(asked) ? { body: { token: "t", client: "c", expiration: hour() } } : refused,
  );
  const api = client({ url: server.url });
  await expect(api.flows.create({ name: "a" })).rejects.toBeInstanceOf(Forbidden);
  expect(server.calls).toHaveLength(2);
});

it("fetches a token only after a refusal, if asked to", async () => {
  let tokens = 0;
  await using server = await loopback((asked) => {
    if (isTokenCall(asked)) return { body: { token: `t${(tokens += 1)}`, client: "c", expiration: hour() } };
    if (asked.headers["prefect-csrf-token"]) return { body: {} };
    return { status: 403, body: { detail: "Missing CSRF token." } };
  });
  const api = client({ url: server.url, csrf: "when refused" });
  await api.flows.create({ name: "a" });
  await api.flows.create({ name: "b" });
  expect(tokens).toBe(1);
  expect(server.asked.map(({ path }) => path.split("?")[0])).toHaveLength(4);
});

it("fails as the request for the token failed", async () => {
  await using server = await loopback(() => ({ status: 401, body: { exception_message: "Unauthorized" } }));
  const api = client({ url: server.url });
  const creating = api.flows.create({ name: "a" });
  await expect(creating).rejects.toBeInstanceOf(Unauthorised);
  await expect(creating).rejects.toThrow("POST /flows/: 401 Unauthorized");
  expect(server.calls).toEqual([]);
});
