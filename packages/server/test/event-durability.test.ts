/** A client that follows the protocol loses no event, whatever happens to the server. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTime, type Event, type EventPage } from "@weir/contract";
import { createDatabase, DIALECTS, startWeir, type WeirProcess } from "@weir/testkit";
import { expect, test } from "vitest";
import { Client } from "./socket-client.ts";

const made = (index: number): Event => ({
  id: randomUUID(),
  occurred: formatTime(Date.now() * 1000),
  event: "kept",
  resource: { "prefect.resource.id": `thing.${index}` },
  related: [],
  payload: { index },
  follows: null,
});

/** Sends as the Python client does: keeps what no pong has confirmed, and sends it again on the next connection. */
class CarefulSender {
  #unconfirmed: Event[] = [];

  get unconfirmed(): number {
    return this.#unconfirmed.length;
  }

  /** Sends what is left over, then all of `events`; ends early when the connection does. */
  async send(url: string, events: Event[]): Promise<void> {
    try {
      await using client = await Client.enter(`${url}/events/in`);
      for (const event of this.#unconfirmed) client.send(event);
      while (events.length > 0) {
        for (const event of events.splice(0, 50)) {
          this.#unconfirmed.push(event);
          client.send(event);
        }
        const sent = this.#unconfirmed.length;
        await client.ping();
        this.#unconfirmed = this.#unconfirmed.slice(sent);
      }
      await client.ping();
      this.#unconfirmed = [];
    } catch {
      // The connection ended: what was not confirmed is sent again.
    }
  }
}

const socketUrl = (server: WeirProcess): string => server.apiUrl.replace("http", "ws");

async function readAll(server: WeirProcess): Promise<Event[]> {
  const events: Event[] = [];
  let answer = await fetch(`${server.apiUrl}/events/filter`, {
    method: "POST",
    body: JSON.stringify({ filter: { event: { name: ["kept"] }, order: "ASC" } }),
  });
  for (;;) {
    const page = (await answer.json()) as EventPage;
    events.push(...page.events);
    if (page.next_page === null) return events;
    answer = await fetch(page.next_page);
  }
}

test.each(DIALECTS)("nothing that was confirmed is lost to kill -9, and nothing is kept twice: %s", async (dialect) => {
  await using database = dialect === "postgres" ? await createDatabase(dialect) : undefined;
  const home = await mkdtemp(join(tmpdir(), "weir-durability-"));
  const start = (): Promise<WeirProcess> =>
    startWeir({ home, services: false, ...(database ? { database: database.url } : {}) });
  try {
    const all = Array.from({ length: 2000 }, (_, index) => made(index));
    const left = [...all];
    const sender = new CarefulSender();
    for (let kills = 0; kills < 3; kills++) {
      const server = await start();
      const sending = sender.send(socketUrl(server), left);
      // In the middle of it, as soon as somebody else hears of an event.
      await using witness = await Client.enter(`${socketUrl(server)}/events/out`);
      witness.send({ type: "filter", filter: { occurred: { until: "2100-01-01T00:00:00Z" } }, backfill: false });
      await witness.next();
      server.process.kill("SIGKILL");
      await once(server.process, "exit");
      await sending;
    }
    expect(left.length + sender.unconfirmed).toBeGreaterThan(0);
    await using server = await start();
    await sender.send(socketUrl(server), left);
    expect(sender.unconfirmed).toBe(0);
    const kept = await readAll(server);
    expect(kept.length).toBe(all.length);
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
