/** What a worker tells of itself, and what it warns of. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort, stopProcess, waitUntil } from "@weir/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clockDoubt, nameDoubt } from "@weir/worker";
import { Site } from "./support.ts";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site[Symbol.asyncDispose]());

test.each([
  [90_000, /clock is (89|90|91) s behind the server's/],
  [-90_000, /clock is (89|90|91) s ahead of the server's/],
  [1000, undefined],
])("a server whose clock is %i ms ahead", async (milliseconds, message) => {
  const server = createServer((_, response) => {
    response.sendDate = false;
    response.setHeader("date", new Date(Date.now() + milliseconds).toUTCString()).end("true");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const doubt = await clockDoubt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
  server.close();
  if (message) expect(doubt).toMatch(message);
  else expect(doubt).toBeUndefined();
});

test("a worker is well as long as the server hears it; a second one of its name is warned of", async () => {
  const port = await freePort();
  const health = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/health`)).status;
  const args = ["--name", "twin", "--with-healthcheck", "--health-port", String(port), "--heartbeat-seconds", "1"];
  expect(await nameDoubt(site.api, "local", "twin")).toBeUndefined();
  expect(await clockDoubt(site.weir.apiUrl)).toBeUndefined();
  const worker = await site.worker(args);
  expect(await health()).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  expect(await nameDoubt(site.api, "local", "twin")).toMatch(/a worker named twin gave a sign of life \d+ s ago/);
  site.weir.process.kill("SIGSTOP");
  try {
    await waitUntil(async () => (await health()) === 503, { what: "an unwell worker", timeout: 15_000 });
  } finally {
    site.weir.process.kill("SIGCONT");
  }
  await waitUntil(async () => (await health()) === 200, { what: "a worker that is well again", timeout: 15_000 });
  await stopProcess(worker);
});
