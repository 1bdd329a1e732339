/** A server that stops finishes what is under way, and waits for nobody without end. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { resolveSettings, type Settings } from "@weir/contract";
import { expect, test } from "vitest";
import { startServer, type RunningServer } from "../src/start.ts";
import { Client } from "./socket-client.ts";

interface Bench extends AsyncDisposable {
  readonly server: RunningServer;
  /** Starts a request; the rest of its body is still to come. */
  begin(body: string, sent: number): Promise<Socket>;
}

async function setup(given: Partial<Settings> = {}): Promise<Bench> {
  const home = await mkdtemp(join(tmpdir(), "weir-shutdown-"));
  const server = await startServer({
    settings: resolveSettings(
      {},
      { home, server_port: 0, server_log_level: "silent", server_ui_enabled: false, ...given },
    ),
  });
  const begin: Bench["begin"] = async (body, sent) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `POST /api/flows/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n` +
        body.slice(0, sent),
    );
    // An answer on another connection: by then the server has read what came on this one.
    await fetch(`${server.url}/api/health`).then((answer) => answer.text());
    return socket;
  };
  return {
    server,
    begin,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const BODY = JSON.stringify({ name: "written-while-stopping" });

test("a request that has begun is answered, new connections are not taken", async () => {
  await using bench = await setup();
  const socket = await bench.begin(BODY, 5);
  const begun = performance.now();
  const stopped = bench.server.stop();
  await expect
    .poll(() =>
      fetch(`${bench.server.url}/api/health`)
        .then(({ status }) => status)
        .catch(() => "refused"),
    )
    .toBe("refused");
  socket.write(BODY.slice(5));
  expect(await text(socket)).toMatch(/^HTTP\/1.1 201 [^]*written-while-stopping/);
  // It would be kept alive for further requests.
  await stopped;
  expect(performance.now() - begun, "long before connections are cut off").toBeLessThan(9_000);
});

test("a request that never ends is cut off when the time is over", async () => {
  await using bench = await setup({ server_shutdown_timeout: 0.2 });
  const socket = await bench.begin(BODY, 5);
  const ended = once(socket, "close");
  await bench.server.stop();
  await ended;
});

test("a socket whose client does not say goodbye is cut off when the time is over", async () => {
  await using bench = await setup({ server_shutdown_timeout: 0.2 });
  const client = await Client.enter(`${bench.server.url.replace("http", "ws")}/api/events/in`);
  client.socket.pause();
  const begun = performance.now();
  await bench.server.stop();
  expect(performance.now() - begun, "long before the 30 s that a socket has by itself").toBeLessThan(10_000);
  await client[Symbol.asyncDispose]();
});

test("more requests than the server works on at once are sent away, to try again", async () => {
  await using bench = await setup({ server_requests_limit: 2, server_shutdown_timeout: 0.2 });
  // The one that tells `begin` that its own was read is over by the time that the next begins.
  const first = await bench.begin(BODY, 5);
  const second = connect(Number(new URL(bench.server.url).port), "127.0.0.1");
  second.write(`POST /api/flows/ HTTP/1.1\r\nhost: x\r\ncontent-length: ${BODY.length}\r\n\r\n`);
  await expect
    .poll(async () => {
      const answer = await fetch(`${bench.server.url}/api/health`);
      await answer.text();
      return [answer.status, answer.headers.get("retry-after")];
    })
    .toEqual([503, "1"]);
  for (const socket of [first, second]) {
    socket.destroy();
    await once(socket, "close");
  }
  await expect.poll(() => fetch(`${bench.server.url}/api/health`).then(({ status }) => status)).toBe(200);
});
