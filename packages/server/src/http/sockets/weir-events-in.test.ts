import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { receiveEventBatches } from "./weir-events-in.ts";

/** A batch of one event of about so many bytes. */
const batchOf = (batch: number, bytes: number): string =>
  JSON.stringify({
    batch,
    events: [
      {
        id: randomUUID(),
        occurred: "2026-01-01T00:00:00Z",
        event: "e",
        resource: { "prefect.resource.id": "r" },
        payload: { text: "x".repeat(bytes) },
      },
    ],
  });

test.each([
  ["many", 40, 10],
  ["large", 12, 1_000_000],
])("a socket is not read from while too %s batches wait, and all are answered in the end", async (_, count, bytes) => {
  const release = Promise.withResolvers<void>();
  const listening = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(listening, "listening");
  const connected = once(listening, "connection") as Promise<[WebSocket]>;
  const client = new WebSocket(`ws://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  const [socket] = await connected;
  receiveEventBatches(socket, () => release.promise, pino({ level: "silent" }));
  await once(client, "open");
  const answers: unknown[] = [];
  const all = new Promise<void>((resolve) =>
    client.on("message", (data) => {
      answers.push(JSON.parse(String(data)));
      if (answers.length === count) resolve();
    }),
  );
  for (let batch = 1; batch <= count; batch++) client.send(batchOf(batch, bytes));
  await expect.poll(() => socket.isPaused).toBe(true);
  expect(answers).toEqual([]);
  release.resolve();
  await all;
  expect(answers).toEqual(Array.from({ length: count }, (_, index) => ({ ack: index + 1 })));
  expect(socket.isPaused).toBe(false);
  client.terminate();
  listening.close();
});
