import type { Event } from "@weir/contract";
import { expect, test } from "vitest";
import { EventStream } from "./event-stream.ts";

const named = (id: number): Event => ({
  id: String(id),
  occurred: "2026-01-01T00:00:00Z",
  event: "e",
  resource: { "prefect.resource.id": "r" },
  related: [],
  payload: {},
  follows: null,
});

/** A transport whose batches arrive when the test says so. */
function transport() {
  const batches: { readonly ids: number[]; readonly arrived: PromiseWithResolvers<void> }[] = [];
  const send = (events: readonly Event[]): Promise<void> => {
    const arrived = Promise.withResolvers<void>();
    batches.push({ ids: events.map(({ id }) => Number(id)), arrived });
    return arrived.promise;
  };
  return { batches, send };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("flush resolves when everything that was pushed before it has arrived, in order", async () => {
  const { batches, send } = transport();
  const stream = new EventStream(send);
  for (let id = 0; id < 600; id++) stream.push(() => named(id));
  let flushed = false;
  const flush = stream.flush().then(() => (flushed = true));
  await turn();
  expect(batches.map(({ ids }) => ids.length)).toEqual([250, 250, 100]);
  expect(batches.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: 600 }, (_, id) => id));
  batches[0]!.arrived.resolve();
  batches[2]!.arrived.resolve();
  await turn();
  expect(flushed).toBe(false);
  batches[1]!.arrived.resolve();
  await flush;
});

test("of many events at once only some are written out; the others follow as these arrive", async () => {
  const { batches, send } = transport();
  const stream = new EventStream(send);
  let made = 0;
  for (let id = 0; id < 30_000; id++) stream.push(() => (made++, named(id)));
  expect(made).toBe(4000);
  expect(stream.pressure).toBeDefined();
  const flush = stream.flush();
  for (let next = 0; next < 30_000 / 250; next++) {
    batches[next]!.arrived.resolve();
    await turn();
    expect(made - (next + 1) * 250).toBeLessThanOrEqual(4000);
  }
  await flush;
  expect(stream.pressure).toBeUndefined();
  expect(batches.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: 30_000 }, (_, id) => id));
});

test("what could not be delivered fails the next flush, once, and holds up nothing", async () => {
  const { batches, send } = transport();
  const stream = new EventStream(send);
  for (let id = 0; id < 500; id++) stream.push(() => named(id));
  batches[0]!.arrived.reject(new Error("gone"));
  batches[1]!.arrived.resolve();
  await expect(stream.flush()).rejects.toThrow("gone");
  await expect(stream.flush()).resolves.toBeUndefined();
});
