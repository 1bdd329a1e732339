import { expect, test } from "vitest";
import { Place, Pool } from "./pool.ts";
import { concurrent } from "./runner.ts";

async function place(pool: Pool): Promise<Place> {
  await pool.take();
  return new Place(pool);
}

test("no more tasks than the limit have a place", async () => {
  const pool = new Pool(concurrent({ limit: 2 }));
  let present = 0;
  let most = 0;
  const task = async () => {
    const own = await place(pool);
    most = Math.max(most, (present += 1));
    await Promise.resolve();
    present -= 1;
    own.release();
  };
  await Promise.all(Array.from({ length: 10 }, task));
  expect(most).toBe(2);
});

test("a task that waits for another lends its place, so nested tasks get on with one place", async () => {
  const pool = new Pool(concurrent({ limit: 1 }));
  const nested = async (depth: number): Promise<number> => {
    const own = await place(pool);
    const below = depth === 0 ? 0 : await own.lendFor(nested(depth - 1));
    own.release();
    return below + 1;
  };
  expect(await nested(5)).toBe(6);
});

test("several waits at once lend one place, and none is left over or missing afterwards", async () => {
  const pool = new Pool(concurrent({ limit: 1 }));
  const own = await place(pool);
  await Promise.all([own.lendFor(Promise.resolve(1)), own.lendFor(Promise.resolve(2))]);
  own.release();
  expect(pool.take()).toBeUndefined();
  expect(pool.take()).toBeInstanceOf(Promise);
});

test("a task that ends while it waits gives its place back once", async () => {
  const pool = new Pool(concurrent({ limit: 1 }));
  const own = await place(pool);
  const { promise, resolve } = Promise.withResolvers<void>();
  const wait = own.lendFor(promise);
  own.release();
  resolve();
  await wait;
  expect(pool.take()).toBeUndefined();
  expect(pool.take()).toBeInstanceOf(Promise);
});
