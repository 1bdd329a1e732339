/** Limits as runs hold them: slots taken, waited for and given back, against a real server. */
import { expect, test } from "vitest";
import { concurrency, flow, NoSuchLimit, rateLimit, results, task, WaitTimedOut } from "../src/index.ts";
import { bench, type Bench } from "./support.ts";

const named = (name: string): string => `${name}-${crypto.randomUUID()}`;
const limit = async (api: Bench["api"], name: string, slots: number, decay = 0): Promise<string> => {
  await api.concurrencyLimitsV2.create({ name, limit: slots, slot_decay_per_second: decay });
  return name;
};
const taken = async (api: Bench["api"], name: string): Promise<number> =>
  (await api.concurrencyLimitsV2.read({ id_or_name: name })).active_slots;

/** Counts how many are inside at once. */
function meter() {
  let [inside, most] = [0, 0];
  return {
    most: () => most,
    enter: async (turns = 5) => {
      most = Math.max(most, ++inside);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      inside--;
    },
  };
}

test("no more hold slots at once than the limit has, and all get their turn", () =>
  bench(async ({ api }) => {
    const db = await limit(api, named("db"), 2);
    const { enter, most } = meter();
    await Promise.all(Array.from({ length: 8 }, () => concurrency(db, () => enter())));
    expect(most()).toBe(2);
    expect(await taken(api, db)).toBe(0);
  }));

test("slots are given back on an error, and the value goes through otherwise", () =>
  bench(async ({ api }) => {
    const db = await limit(api, named("db"), 3);
    const failing = concurrency(db, { slots: 3 }, async () => {
      expect(await taken(api, db)).toBe(3);
      throw new Error("no such table");
    });
    await expect(failing).rejects.toThrow("no such table");
    expect(await taken(api, db)).toBe(0);
    expect(await concurrency([db], ({ limits }) => limits)).toEqual([db]);
  }));

test("a wait ends with its time, and takes nothing", () =>
  bench(async ({ api }) => {
    const db = await limit(api, named("db"), 1);
    await concurrency(db, async () => {
      await expect(concurrency(db, { timeout: "50ms" }, () => 1)).rejects.toBeInstanceOf(WaitTimedOut);
      expect(await taken(api, db)).toBe(1);
    });
  }));

test("a limit that is not there limits nothing, unless it has to be there", () =>
  bench(async () => {
    const missing = named("missing");
    expect(await concurrency(missing, () => 7)).toBe(7);
    await expect(concurrency(missing, { strict: true }, () => 7)).rejects.toBeInstanceOf(NoSuchLimit);
    await expect(rateLimit(missing, { strict: true })).rejects.toBeInstanceOf(NoSuchLimit);
    await expect(concurrency(missing, { slots: 0 }, () => 7)).rejects.toBeInstanceOf(TypeError);
  }));

test("a rate limit lets through what has decayed", () =>
  bench(async ({ api }) => {
    const rate = await limit(api, named("rate"), 2, 20);
    const started = performance.now();
    for (let count = 0; count < 6; count++) await rateLimit(rate);
    // Two at once, then one in 50 ms.
    expect(performance.now() - started).toBeGreaterThan(150);
    const fixed = await limit(api, named("fixed"), 2);
    await expect(rateLimit(fixed)).rejects.toThrow(/slot decay/);
  }));

test("cancelling a run ends its wait for slots", () =>
  bench(async ({ api }) => {
    const db = await limit(api, named("db"), 1);
    const wait = task({ name: "wait", limits: [db] }, () => 1);
    const state = await concurrency(db, () =>
      flow({ name: "waits" }, async () => {
        const future = wait.submit();
        await new Promise(setImmediate);
        future.cancel();
        return (await future.state()).type;
      })(),
    );
    expect(state).toBe("CANCELLED");
    expect(await taken(api, db)).toBe(0);
  }));

test("tasks keep to the limits of their options and of their tags", () =>
  bench(async ({ api }) => {
    const [tag, heavy] = [named("db"), named("heavy")];
    await limit(api, `tag:${tag}`, 2);
    await limit(api, heavy, 3);
    const [tagged, weighed] = [meter(), meter()];
    const query = task({ name: "query", tags: [tag] }, () => tagged.enter());
    const load = task({ name: "load", limits: [{ name: heavy, slots: 3 }], tags: [tag] }, () => weighed.enter());
    await flow({ name: "both" }, async () => {
      const runs = [...Array.from({ length: 6 }, () => query.submit()), load.submit(), load.submit()];
      await results(runs);
    })();
    expect(tagged.most()).toBeLessThanOrEqual(2);
    expect(weighed.most()).toBe(1);
    expect(await taken(api, heavy)).toBe(0);
    expect(await taken(api, `tag:${tag}`)).toBe(0);
  }));

test("a task whose limit can never be met fails and says why; between attempts it holds nothing", () =>
  bench(async ({ api }) => {
    const db = await limit(api, named("db"), 1);
    const greedy = task({ name: "greedy", limits: [{ name: db, slots: 2 }] }, () => 1);
    expect(String(await greedy.state())).toMatch(/greater than the limit/);
    let seen = -1;
    const retried = task(
      {
        name: "retried",
        limits: [db],
        retries: 1,
        retryIf: async () => {
          seen = await taken(api, db);
          return true;
        },
      },
      () => {
        if (seen < 0) throw new Error("once");
        return taken(api, db);
      },
    );
    expect(await retried()).toBe(1);
    expect(seen).toBe(0);
  }));
