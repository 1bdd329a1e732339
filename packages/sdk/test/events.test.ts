/** Events of users: emitted, heard of and waited for. */
import { client, type Transport } from "@weir/client";
import { startTcpProxy, startWeir } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { emitEvent, flow, onEvent, sequential, task, waitForEvent, WaitTimedOut } from "../src/index.ts";
import { Backend, withBackend } from "../src/internal.ts";
import { readSettings } from "../src/settings.ts";
import { bench } from "./support.ts";

const stored = (api: { events: { list(query: object): AsyncGenerator<{ event: string }> } }, name: string) =>
  Array.fromAsync(api.events.list({ filter: { event: { name: [name] }, order: "ASC" } }));

describe("emitEvent()", () => {
  test("tells of an event, and of the run that it comes from", () =>
    bench(async ({ api, runsOf, tasksOf }) => {
      const ship = task({ name: "ship", tags: ["b"] }, async () => {
        const event = emitEvent({
          event: "orders.shipped",
          resource: { "prefect.resource.id": "shop.orders.17", "prefect.resource.name": "order 17" },
          related: [{ "prefect.resource.id": "shop.customers.3", "prefect.resource.role": "customer" }],
          payload: { total: 12.5 },
        });
        await event.delivered;
        return event.id;
      });
      const id = await flow({ name: "shop", tags: ["a"] }, () => ship())();
      const [event] = await stored(api, "orders.shipped");
      const [run] = await runsOf("shop");
      const [taskRun] = await tasksOf(run!.id);
      expect(event).toMatchObject({
        id,
        resource: { "prefect.resource.id": "shop.orders.17", "prefect.resource.name": "order 17" },
        payload: { total: 12.5 },
        follows: null,
      });
      expect((event as { related?: object[] }).related).toEqual(
        expect.arrayContaining([
          { "prefect.resource.id": "shop.customers.3", "prefect.resource.role": "customer" },
          expect.objectContaining({ "prefect.resource.id": `prefect.flow-run.${run!.id}` }),
          expect.objectContaining({ "prefect.resource.id": `prefect.task-run.${taskRun!.id}` }),
          expect.objectContaining({ "prefect.resource.id": `prefect.flow.${run!.flow_id}` }),
          { "prefect.resource.id": "prefect.tag.a", "prefect.resource.role": "tag" },
          { "prefect.resource.id": "prefect.tag.b", "prefect.resource.role": "tag" },
        ]),
      );
    }));

  test("events keep their order, and follow each other within five minutes", () =>
    bench(async ({ api }) => {
      const first = emitEvent({ event: "step", resource: "thing", occurred: new Date("2026-01-01T00:00:00Z") });
      const at = (text: string) => ({ event: "step", resource: "thing", occurred: new Date(text), follows: first });
      const near = emitEvent(at("2026-01-01T00:04:00Z"));
      const far = emitEvent(at("2026-01-01T00:06:00Z"));
      await Promise.all([first, near, far].map(({ delivered }) => delivered));
      expect([near.follows, far.follows]).toEqual([first.id, null]);
      const all = await Array.fromAsync(
        api.events.list({
          filter: { event: { name: ["step"] }, order: "ASC", occurred: { since: "2025-01-01T00:00:00Z" } },
        }),
      );
      expect(all.map(({ id }) => id)).toEqual([first.id, near.id, far.id]);
      expect(JSON.stringify(first)).not.toContain("delivered");
    }));

  test("a process that flushes before it ends waits for events that nobody waits for", async () => {
    const arrived = Promise.withResolvers<void>();
    const sent: string[] = [];
    const transport: Transport = {
      request: () => Promise.reject(new Error("nothing is asked for")),
      sendEvents(events) {
        sent.push(...events.map(({ event }) => event));
        return arrived.promise;
      },
      close: () => Promise.resolve(),
    };
    const backend = new Backend(client({ transport }), readSettings());
    withBackend(backend, () => emitEvent({ event: "last.word", resource: "r" }));
    let flushed = false;
    const flush = backend.flush().then(() => (flushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([sent, flushed]).toEqual([["last.word"], false]);
    arrived.resolve();
    await flush;
  });

  test("however often the connection breaks, each event arrives once", { timeout: 60_000 }, async () => {
    await using weir = await startWeir();
    await using proxy = await startTcpProxy(Number(new URL(weir.apiUrl).port));
    const backend = new Backend(client({ url: `http://127.0.0.1:${proxy.port}/api` }), readSettings());
    const emitted: { readonly id: string; readonly delivered: Promise<void> }[] = [];
    for (let round = 0; round < 5; round++) {
      // What is sent in every other round the server takes, and its answer is lost.
      const sent = Promise.withResolvers<void>();
      proxy.onSent = () => {
        sent.resolve();
        return round % 2 === 0 ? "drop" : "pass";
      };
      withBackend(backend, () => {
        for (let n = 0; n < 20; n++) emitted.push(emitEvent({ event: "counted", resource: `round.${round}` }));
      });
      await sent.promise;
      await proxy.cut();
      proxy.onSent = undefined;
      withBackend(backend, () => emitted.push(emitEvent({ event: "counted", resource: "cut.off" })));
      await proxy.restore();
    }
    await Promise.all(emitted.map(({ delivered }) => delivered));
    const all = await stored(client({ url: weir.apiUrl }), "counted");
    expect(all.map((event) => (event as unknown as { id: string }).id).sort()).toEqual(
      emitted.map(({ id }) => id).sort(),
    );
    await backend.close();
  });

  test.each([
    [{ event: "", resource: "r" }, "event: a name has 1 to 1024 characters"],
    [{ event: "e".repeat(1025), resource: "r" }, "this one has 1025"],
    [{ event: "e", resource: {} }, "resource: an event is about something"],
    [{ event: "e", resource: "r", related: [{ "prefect.resource.id": "x" }] }, "related[0]: it needs"],
    [
      { event: "e", resource: "r", related: Array.from({ length: 101 }, (_, n) => role(n)) },
      "related: 101 resources are too many",
    ],
    [{ event: "e", resource: "r", payload: { text: "x".repeat(1_500_000) } }, "payload: the event has 15"],
  ])("what cannot be an event is refused by name", (fields, message) => {
    expect(() => emitEvent(fields)).toThrow(message);
  });
});

const role = (n: number) => ({ "prefect.resource.id": `r.${n}`, "prefect.resource.role": "x" });

describe("onEvent()", () => {
  test("gives events as they happen, those that are meant, until the loop is left", () =>
    bench(async () => {
      const seen: string[] = [];
      const since = new Date(Date.now() - 1000);
      for (const [name, resource] of [
        ["a.one", "x"],
        ["b", "x"],
        ["a.two", "y"],
        ["a.three", "x"],
      ] as const)
        await emitEvent({ event: name, resource }).delivered;
      for await (const event of onEvent({ event: "a.*", resource: "x" }, { since })) {
        seen.push(event.event);
        if (seen.length === 2) break;
      }
      expect(seen).toEqual(["a.one", "a.three"]);
    }));

  test("ends with its signal, and with the run that it is in", () =>
    bench(async () => {
      const reason = new Error("enough");
      await expect(onEvent("never", { signal: AbortSignal.abort(reason) }).next()).rejects.toBe(reason);
      const listen = flow({ name: "listen", timeout: 0.05 }, async () => {
        for await (const event of onEvent("never")) return event.id;
        return "";
      });
      await expect(listen()).rejects.toThrow("exceeded its timeout");
    }));
});

describe("waitForEvent()", () => {
  test("gives an event that came since the run began, each once, and again to the next attempt", () =>
    bench(async () => {
      const got: string[] = [];
      let attempts = 0;
      const collect = flow({ name: "collect", retries: 1, runner: sequential() }, async () => {
        if ((attempts += 1) === 1)
          for (const resource of ["r.1", "r.2"]) await emitEvent({ event: "ready", resource }).delivered;
        while (got.length < attempts * 2)
          got.push((await waitForEvent({ match: "ready" })).resource["prefect.resource.id"]!);
        if (attempts === 1) throw new Error("again");
      });
      await collect();
      expect(got).toEqual(["r.1", "r.2", "r.1", "r.2"]);
    }));

  test("fails when nothing comes in time", () =>
    bench(async () => {
      const wait = flow({ name: "wait" }, () => waitForEvent({ match: { event: "never" }, timeout: 0.05 }));
      await expect(wait()).rejects.toThrow(WaitTimedOut);
    }));
});
