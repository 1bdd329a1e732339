import { expect, it } from "vitest";
import { Unreachable } from "./errors.ts";
import { backoff, sleep, withRetries } from "./retry.ts";

const policy = { retries: 3, delay: 0.001, maxDelay: 30, maxElapsed: Number.POSITIVE_INFINITY, jitter: 0.2 };
const answer = (status: number, headers = {}) => ({ status, headers, body: undefined });
const lost = () => new Unreachable({ method: "GET", path: "/" }, new Error("gone"));

/** An attempt that goes through the given outcomes, and how often it was made. */
function attempts(...outcomes: (ReturnType<typeof answer> | Error)[]) {
  let count = 0;
  return {
    get count() {
      return count;
    },
    run: async () => {
      const outcome = outcomes[Math.min(count++, outcomes.length - 1)]!;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}

it.each([408, 429, 502, 503])("repeats after %d", async (status) => {
  const attempt = attempts(answer(status), answer(200));
  expect((await withRetries(attempt.run, policy)).status).toBe(200);
  expect(attempt.count).toBe(2);
});

it.each([200, 404, 409, 422, 423, 500])("does not repeat after %d", async (status) => {
  const attempt = attempts(answer(status));
  expect((await withRetries(attempt.run, policy)).status).toBe(status);
  expect(attempt.count).toBe(1);
});

it("repeats after a lost connection, and throws when it stays lost", async () => {
  const recovers = attempts(lost(), lost(), answer(200));
  expect((await withRetries(recovers.run, policy)).status).toBe(200);
  const stays = attempts(lost());
  await expect(withRetries(stays.run, policy)).rejects.toBeInstanceOf(Unreachable);
  expect(stays.count).toBe(4);
});

it("gives the last answer when all repetitions are used up", async () => {
  const attempt = attempts(answer(503));
  expect((await withRetries(attempt.run, policy)).status).toBe(503);
  expect(attempt.count).toBe(4);
});

it("does not count repetitions during maintenance", async () => {
  const busy = answer(503, { "prefect-maintenance": "true", "retry-after": "0" });
  const attempt = attempts(...Array<typeof busy>(10).fill(busy), answer(200));
  expect((await withRetries(attempt.run, policy)).status).toBe(200);
});

it("waits as long as the server asks", async () => {
  const attempt = attempts(answer(429, { "retry-after": "0.05" }), answer(200));
  const start = performance.now();
  await withRetries(attempt.run, policy);
  expect(performance.now() - start).toBeGreaterThanOrEqual(48);
});

it("throws other errors at once", async () => {
  const attempt = attempts(new TypeError("a bug"));
  await expect(withRetries(attempt.run, policy)).rejects.toThrow("a bug");
  expect(attempt.count).toBe(1);
});

it("doubles the delay up to the greatest, with jitter", () => {
  const steps = { retries: 5, delay: 1, maxDelay: 5, maxElapsed: Number.POSITIVE_INFINITY, jitter: 0.2 };
  for (const [count, middle] of [1, 2, 4, 5, 5].entries()) {
    const delay = backoff(steps, count + 1);
    expect(delay).toBeGreaterThanOrEqual(middle * 0.8);
    expect(delay).toBeLessThanOrEqual(middle * 1.2);
  }
});

it("stops waiting when aborted, with the signal's reason", async () => {
  const reason = new Error("enough");
  await expect(sleep(60, AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const waiting = sleep(60, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

it("repeats no more once the time for it is over", async () => {
  let count = 0;
  const attempt = async () => {
    count += 1;
    throw lost();
  };
  const patient = { ...policy, retries: 1000, delay: 0.02, maxDelay: 0.02, maxElapsed: 0.1 };
  await expect(withRetries(attempt, patient)).rejects.toBeInstanceOf(Unreachable);
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(10);
});
