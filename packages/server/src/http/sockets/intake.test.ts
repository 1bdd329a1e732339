import { pino } from "pino";
import { expect, test } from "vitest";
import type { IncomingEvent } from "../../operations/receive-events.ts";
import { StoreUnavailable, ValueError } from "../../platform/errors.ts";
import { Intake, type Batch } from "./intake.ts";

const made = (id: string): IncomingEvent => ({
  event: { id, occurred: "2026-01-01T00:00:00Z", event: "e", resource: { "prefect.resource.id": "r" } },
});
const idsOf = (events: readonly IncomingEvent[]): string[] => events.map(({ event }) => event.id);
const stored = (batch: Batch): Promise<void> => new Promise((resolve) => batch.stored.push(resolve));

function setup(receive: (ids: string[]) => Promise<void> = async () => undefined) {
  const received: string[][] = [];
  const log = pino({ level: "silent" });
  const intake = new Intake(async (events) => {
    await receive(idsOf(events));
    received.push(idsOf(events));
  }, log);
  return { intake, received };
}

test("what comes in one turn is stored together, what comes meanwhile is stored next", async () => {
  const { intake, received } = setup();
  const first = ["a", "b", "c"].map((id) => intake.add(made(id)));
  expect(new Set(first).size).toBe(1);
  first[0]!.stored.push(() => intake.add(made("d")));
  await stored(first[0]!);
  await intake.stop();
  expect(received).toEqual([["a", "b", "c"], ["d"]]);
});

test("nobody is told before the events are stored, and all in the order of the batches", async () => {
  const done = Promise.withResolvers<void>();
  const { intake } = setup(() => done.promise);
  const told: number[] = [];
  const batches = Array.from({ length: 2500 }, (_, index) => intake.add(made(String(index))));
  for (const [index, batch] of [...new Set(batches)].entries()) batch.stored.push(() => told.push(index));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  done.resolve();
  await stored(batches.at(-1)!);
  expect(told).toEqual([0, 1, 2]);
});

test("events wait while the database is out of reach", async () => {
  let failures = 2;
  const { intake, received } = setup(async () => {
    if (failures-- > 0) throw new StoreUnavailable("busy");
  });
  await stored(intake.add(made("a")));
  expect(received).toEqual([["a"]]);
});

test("an event that cannot be stored is dropped, and harms no other", async () => {
  const { intake, received } = setup(async (ids) => {
    if (ids.includes("bad")) throw new ValueError("no");
  });
  const batches = ["a", "b", "bad", "c", "d"].map((id) => intake.add(made(id)));
  await stored(batches[0]!);
  expect(received.flat()).toEqual(["a", "b", "c", "d"]);
});

test("a server that stops does not wait for a database that is gone", async () => {
  const { intake, received } = setup(async () => {
    throw new StoreUnavailable("gone");
  });
  let told = false;
  intake.add(made("a")).stored.push(() => (told = true));
  await intake.stop();
  expect([received, told]).toEqual([[], false]);
});
