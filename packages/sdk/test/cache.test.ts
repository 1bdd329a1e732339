/** The cache as a server shares it: between machines, between runs at the same time, and with its reasons. */
import { client, type Transport } from "@weir/client";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  allOf,
  byInputs,
  byInputsExcept,
  byFlowParameters,
  concurrent,
  flow,
  isCached,
  RunCancelled,
  sequential,
  task,
  type TaskOptions,
  transaction,
} from "../src/index.ts";
import { Backend, openEmbedded, withBackend } from "../src/internal.ts";
import { readSettings } from "../src/settings.ts";

type Machine = <T>(fn: () => Promise<T>) => Promise<T>;

/** Machines with files of their own, that use one server. */
async function machines(
  fn: (
    first: Machine,
    second: Machine,
    backend: Backend,
    home: string,
    waiting: (count: number) => Promise<void>,
  ) => Promise<void>,
) {
  const homes = await Promise.all([1, 2].map((number) => mkdtemp(join(tmpdir(), `weir-machine-${number}-`))));
  const server = await openEmbedded(homes[0]!);
  let waits = 0;
  const transport: Transport = {
    request(request) {
      const isLookup = request.path === "/weir/cache/lookup";
      if (isLookup && (request.body as { wait: number }).wait > 0) waits += 1;
      return server.request(request);
    },
    sendEvents: (events) => server.sendEvents(events),
    close: () => server.close(),
  };
  /** Resolves when so many have begun to wait for a result that somebody else makes. */
  const waiting = async (count: number): Promise<void> => {
    while (waits < count) await new Promise(setImmediate);
  };
  const backends = homes.map(
    (home) => new Backend(client({ transport }), { ...readSettings(), home, log_level: "critical" }),
  );
  const machine =
    (backend: Backend): Machine =>
    (work) =>
      withBackend(backend, () => flow({ name: "test" }, work)()) as never;
  try {
    await fn(machine(backends[0]!), machine(backends[1]!), backends[0]!, homes[0]!, waiting);
  } finally {
    await backends[1]!.flush();
    await backends[0]!.close();
    for (const home of homes) await rm(home, { recursive: true, force: true });
  }
}

/** A task that counts how often it was really run. */
function counted(options: TaskOptions = {}, filling = "") {
  const calls: unknown[] = [];
  const load = task({ name: "load", cache: {}, ...options }, (of: unknown) => {
    calls.push(of);
    return { of, call: calls.length, at: new Date(calls.length), filling };
  });
  return { load, calls };
}

const LONG = "x".repeat(70_000);

describe("results", () => {
  test("are found from another machine, as they were made, and kept there as well", () =>
    machines(async (first, second, { api }) => {
      const { load, calls } = counted();
      const made = await first(() => load(1));
      await second(async () => {
        const state = await load.state(1);
        expect(isCached(state)).toBe(true);
        expect(await state.result()).toEqual(made);
      });
      expect(calls).toEqual([1]);
      const { entries } = await api.cache.filter();
      expect(entries).toMatchObject([{ task_name: "load", hits: 1, is_kept: true, namespace: "default" }]);
      await api.cache.clear({ all: true });
      await second(() => load(1));
      // Neither of the copies is good any more.
      expect(calls).toEqual([1, 1]);
      expect((await first(() => load(1))).call).toBe(2);
    }));

  test("that are long are read where they were made, or made again where that cannot be", () =>
    machines(async (first, second, { api }, home) => {
      const { load, calls } = counted({}, LONG);
      await first(() => load(1));
      expect((await second(() => load(1))).call).toBe(1);
      await first(() => load(2));
      for (const file of await readdir(join(home, "storage"))) await rm(join(home, "storage", file));
      expect((await second(() => load(2))).call).toBe(3);
      expect(calls).toEqual([1, 2, 2]);
      const { decisions } = await api.cache.decisions({ outcome: "miss" });
      expect(decisions[0]).toMatchObject({ reason: "unreadable" });
    }));

  test("are shared within a namespace, and with no other", () =>
    machines(async (first, second) => {
      const { load, calls } = counted();
      await first(() => load(1));
      const other = load.with({ cache: { namespace: "reports" } });
      expect(await second(async () => isCached(await other.state(1)))).toBe(false);
      expect(await first(async () => isCached(await other.state(1)))).toBe(true);
      expect(calls).toHaveLength(2);
      expect(() => load.with({ cache: { namespace: "" } })).toThrow("cache.namespace");
    }));

  test("of a transaction are others' once it is committed, and never if it is undone", () =>
    machines(async (first, second, { api }) => {
      const { load, calls } = counted();
      const undone = first(() =>
        transaction(async () => {
          await load(1);
          throw new Error("undone");
        }),
      );
      await expect(undone).rejects.toThrow("undone");
      expect((await api.cache.filter()).entries).toEqual([]);
      await first(() =>
        transaction(async () => {
          await load(1);
          expect((await api.cache.filter()).entries).toEqual([]);
          // Not committed yet: the same call in it does not wait for itself.
          await load(1);
        }),
      );
      expect(await second(async () => isCached(await load.state(1)))).toBe(true);
      expect(calls).toHaveLength(3);
    }));

  test("made while the server did not know are known to it from their next use on", () =>
    machines(async (first, second, backend) => {
      const { load, calls } = counted();
      await first(() => load(1));
      const [entry] = (await backend.api.cache.filter()).entries;
      // As if it had been written while the server was away: it knows the file's key no more, and has cleared nothing.
      await forget(backend, entry!.id);
      expect(await first(async () => isCached(await load.state(1)))).toBe(true);
      expect(await second(async () => isCached(await load.state(1)))).toBe(true);
      expect(calls).toEqual([1]);
    }));
});

/** Makes the server forget a result as its retention does: by age. */
async function forget({ api }: Backend, id: string): Promise<void> {
  const { entries } = await api.cache.filter();
  const { namespace, key, task_name, task_run_id, digest, host, path } = entries.find((entry) => entry.id === id)!;
  const past = new Date(0).toISOString();
  await api.cache.store({ namespace, key, task_name, task_run_id, digest, host, path, size: 1, expires: past });
  await api.retention.vacuum({});
}

describe("calls at the same time", () => {
  test.each([
    ["side by side", concurrent({ limit: 20 }), 19],
    // The maker has the only place of its flow; in the other one each lends it to the next.
    ["with one place among them", sequential(), 10],
  ])("make the value once: %s", (_, runner, others) =>
    machines(async (first, second, _backend, _home, waiting) => {
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      let calls = 0;
      const slow = task({ name: "slow", cache: { policy: byInputs } }, async (n: number) => {
        calls += 1;
        await gate;
        return n * 2;
      });
      const run = flow({ name: "same", runner }, async () => slow.map(Array.from({ length: 10 }, () => 21)).results());
      const all = Promise.all([first(() => run()), second(() => run())]);
      await waiting(others);
      open();
      expect((await all).flat()).toEqual(Array.from({ length: 20 }, () => 42));
      expect(calls).toBe(1);
    }),
  );

  test("go on with the next one where one fails", () =>
    machines(async (first, second) => {
      let calls = 0;
      const flaky = task({ name: "flaky", cache: {} }, () => {
        if ((calls += 1) === 1) throw new Error("once");
        return calls;
      });
      const ended = async () => (await flaky.state()).type;
      expect((await Promise.all([first(ended), second(ended)])).toSorted()).toEqual(["COMPLETED", "FAILED"]);
      expect(calls).toBe(2);
    }));

  test("a call within itself does not wait for itself", () =>
    machines(async (first) => {
      const count: (n: number) => Promise<number> = task(
        { name: "count", cache: { policy: () => "same" } },
        async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await count(n - 1))),
      );
      expect(await first(() => count(3))).toBe(3);
    }));

  test("a call within a subflow of itself does not wait for itself either", () =>
    machines(async (first) => {
      const inner = flow({ name: "inner" }, async ({ n }: { n: number }): Promise<number> => count(n));
      const count: (n: number) => Promise<number> = task(
        { name: "count", cache: { policy: () => "same" } },
        async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await inner({ n: n - 1 }))),
      );
      expect(await first(() => count(2))).toBe(2);
    }));

  test("who waits can be cancelled, and holds up nobody after that", () =>
    machines(async (first, second, _backend, _home, waiting) => {
      const { promise: gate, reject: fail } = Promise.withResolvers<number>();
      let calls = 0;
      const slow = task({ name: "slow", cache: { policy: () => "same" } }, () => ((calls += 1) === 1 ? gate : calls));
      const maker = first(async () => (await slow.state()).type);
      while (calls === 0) await new Promise(setImmediate);
      await second(async () => {
        const waiter = slow.submit();
        await waiting(1);
        waiter.cancel();
        await expect(waiter.result()).rejects.toBeInstanceOf(RunCancelled);
      });
      fail(new Error("the value is not made"));
      expect(await maker).toBe("FAILED");
      expect(await second(() => slow())).toBe(2);
    }));
});

describe("a miss", () => {
  const reasons = async ({ api }: Backend) =>
    (await api.cache.decisions({ outcome: "miss" })).decisions
      .map(({ reason, changed }) => [reason, ...changed])
      .reverse();

  test("says which argument has changed", () =>
    machines(async (first, _, backend) => {
      const { load } = counted({ cache: { policy: byInputs } });
      await first(() => load({ url: "a", page: 1 }));
      await first(() => load({ url: "a", page: 2 }));
      await first(() => load.with({ cache: { policy: byInputs, refresh: true } })({ url: "a", page: 2 }));
      expect(await reasons(backend)).toEqual([["first"], ["changed", "argument of.page"], ["refresh"]]);
    }));

  test("tells fingerprints only, never a value", () =>
    machines(async (first, _, { api }) => {
      const { load } = counted();
      const short = load.with({ cache: { policy: byInputs } });
      await first(async () => [await load({ password: "geheim-7" }), await short({ password: "geheim-7" })]);
      const told = JSON.stringify([await api.cache.filter(), await api.cache.decisions()]);
      expect(told).not.toContain("geheim-7");
      expect(told).toContain("argument of.password");
    }));
});

describe("a call", () => {
  test("with any number of arguments, under names of any length, is shared", () =>
    machines(async (first, second, { api }) => {
      const { load, calls } = counted();
      const wide = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`${"n".repeat(250)}${n}`, n]));
      await first(() => load(wide));
      await second(() => load({ ...wide }));
      expect(calls).toHaveLength(1);
      expect((await api.cache.filter()).entries).toHaveLength(1);
    }));
});

describe("policies", () => {
  test("leave out what is named", () =>
    machines(async (first) => {
      const { load, calls } = counted({ cache: { policy: byInputsExcept("trace") } });
      await first(() => load({ url: "a", trace: 1 }));
      await first(() => load({ url: "a", trace: 2 }));
      await first(() => load({ url: "b", trace: 2 }));
      expect(calls).toHaveLength(2);
      // Whatever the first argument is, it is left out only where it is named.
      const items = counted({ name: "items", cache: { policy: byInputsExcept("trace") } });
      await first(() => items.load(["a"]));
      expect((await first(() => items.load(["b"]))).of).toEqual(["b"]);
      await first(() => items.load(new Date(0)));
      expect((await first(() => items.load(new Date(1)))).of).toEqual(new Date(1));
      const pair = task(
        { name: "pair", cache: { policy: byInputsExcept("trace") } },
        (options: { url: number; trace?: number }, url: number) => options.url * 10 + url,
      );
      expect(await first(() => pair({ url: 1, trace: 1 }, 2))).toBe(12);
      expect(await first(() => pair({ url: 3 }, 2))).toBe(32);
      const whole = counted({ name: "whole", cache: { policy: byInputsExcept("of") } });
      await first(() => whole.load(1));
      await first(() => whole.load(2));
      expect(whole.calls).toEqual([1]);
    }));

  test("of one's own are one part of a miss", () =>
    machines(async (first, _, { api }) => {
      const { load } = counted({ cache: { policy: allOf(byFlowParameters, ({ args }) => String(args[0])) } });
      await first(() => load("a"));
      await first(() => load("b"));
      expect((await api.cache.decisions()).decisions[0]!.changed).toEqual(["policy 2"]);
    }));
});
