/** What tasks do, and what the server has recorded of it. */
import { readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  allowFailure,
  asCompleted,
  byInputs,
  Completed,
  concurrent,
  Failed,
  flow,
  type FutureList,
  isCached,
  results,
  RetryAfter,
  RunCancelled,
  runContext,
  runOf,
  RunTimedOut,
  sequential,
  sleep,
  task,
  Terminal,
  unmapped,
  UpstreamFailed,
  WaitTimedOut,
  withTags,
} from "../src/index.ts";
import { bench } from "./support.ts";

const add = task({ name: "add" }, (a: number, b: number) => a + b);
const fail = task({ name: "fail" }, async (): Promise<number> => {
  throw new TypeError("bad luck");
});

/** Runs `fn` as a flow. */
const inFlow = <T>(fn: () => Promise<T> | T) => flow({ name: "test" }, fn)();

/** A function that fails so many times before it succeeds. */
function failing(times: number, error: () => unknown = () => new Error("not yet")): () => number {
  let calls = 0;
  return () => {
    if ((calls += 1) <= times) throw error();
    return calls;
  };
}

describe("a task run", () => {
  test("is recorded with its states, times, inputs, tags and result", () =>
    bench(async ({ runsOf, tasksOf, statesOf, api }) => {
      const make = task({ name: "make", tags: ["b", "a"], version: "7" }, () => ({ rows: [1] }));
      const count = task(
        { name: "count", runName: "count-{made.rows}" },
        (made: { rows: number[] }) => made.rows.length,
      );
      await inFlow(async () => count(await make()));
      const [run] = await runsOf("test");
      const [first, second] = await tasksOf(run!.id);
      expect(first).toMatchObject({ state_name: "Completed", run_count: 1, flow_run_run_count: 1, task_version: "7" });
      expect(first!.name).toMatch(/^make-[0-9a-f]{3}$/);
      expect(first!.task_key).toMatch(/^make-[0-9a-f]{8}$/);
      expect([...first!.tags!].sort()).toEqual(["a", "b"]);
      expect(first!.start_time! <= first!.end_time!).toBe(true);
      expect(second).toMatchObject({
        name: "count-[1]",
        task_inputs: { made: [{ input_type: "task_run", id: first!.id }] },
      });
      expect(await statesOf(second!.id)).toEqual(["Pending", "Running", "Completed"]);
      const { state } = await api.taskRuns.read({ id: first!.id });
      expect(state).toMatchObject({ type: "COMPLETED", data: { rows: [1] } });
    }));

  test("can be made outside of a flow", () =>
    bench(async ({ api }) => {
      expect(await add(1, 2)).toBe(3);
      const [run] = await api.taskRuns.filter({ sort: "NAME_DESC" });
      expect(run).toMatchObject({ name: "add", flow_run_id: null, state_type: "COMPLETED" });
    }));

  test("throws the error of its function unchanged, and says which run it came from", () =>
    bench(() =>
      inFlow(async () => {
        const error = await fail().catch((problem: unknown) => problem);
        expect(error).toBeInstanceOf(TypeError);
        expect(runOf(error)).toMatchObject({ kind: "task-run", name: expect.stringMatching(/^fail-/) });
      }),
    ));

  test("gets the tags around it", () =>
    bench(async ({ runsOf, tasksOf }) => {
      await inFlow(() => withTags(["x"], () => withTags(["y"], () => add(1, 1))));
      const [first] = await tasksOf((await runsOf("test"))[0]!.id);
      expect([...first!.tags!].sort()).toEqual(["x", "y"]);
    }));
});

describe("arguments", () => {
  test("may hold futures at any depth; what holds none is the very same object", () =>
    bench(() =>
      inFlow(async () => {
        const same = { untouched: true };
        const look = task({ name: "look" }, (value: { sum: number[]; same: object }) => [
          value.sum,
          value.same === same,
        ]);
        const one = add.submit(0, 1);
        expect(await look({ sum: [one, 2, add.submit(one, 2)], same })).toEqual([[1, 2, 3], true]);
      }),
    ));

  test("may be states", () =>
    bench(() =>
      inFlow(async () => {
        expect(await add(await add.state(1, 1), 1)).toBe(3);
      }),
    ));

  test("that failed keep the task from running, and it says why", () =>
    bench(async ({ runsOf, tasksOf }) => {
      await inFlow(async () => {
        const below = add.submit(fail.submit(), 1);
        const state = await below.state();
        expect([state.type, state.name]).toEqual(["PENDING", "NotReady"]);
        const error = await below.result().catch((problem: unknown) => problem);
        expect(error).toBeInstanceOf(UpstreamFailed);
        expect((error as Error).cause).toBeInstanceOf(TypeError);
        const waiting = add.with({ waitFor: [fail.submit()] }).submit(1, 1);
        expect((await waiting.state()).name).toBe("NotReady");
      });
      const tasks = await tasksOf((await runsOf("test"))[0]!.id);
      expect(tasks.filter(({ name }) => name!.startsWith("add")).map(({ state_name: name }) => name)).toEqual(["NotReady", "NotReady"]); // prettier-ignore
    }));

  test("that may fail are given as errors", () =>
    bench(() =>
      inFlow(async () => {
        const check = task({ name: "check" }, (value: number | Error) => value instanceof TypeError);
        expect(await check(allowFailure(fail.submit()))).toBe(true);
      }),
    ));
});

describe("retries", () => {
  test("pass through AwaitingRetry and Retrying", () =>
    bench(async ({ runsOf, tasksOf, statesOf, api }) => {
      const flaky = task({ name: "flaky", retries: 2, retryDelay: ["10ms", "20ms"] }, failing(9));
      await flow({ name: "test" }, () => flaky()).state();
      const [run] = await tasksOf((await runsOf("test"))[0]!.id);
      expect(await statesOf(run!.id)).toEqual([
        "Pending",
        "Running",
        "AwaitingRetry",
        "Retrying",
        "AwaitingRetry",
        "Retrying",
        "Failed",
      ]);
      expect(run).toMatchObject({ run_count: 3, empirical_policy: { retries: 2, retry_delay: [0.01, 0.02] } });
      const { state } = await api.taskRuns.read({ id: run!.id });
      expect(state).toMatchObject({ data: null, state_details: { retriable: false } });
    }));

  test("without a delay go straight to Retrying", () =>
    bench(async ({ runsOf, tasksOf, statesOf }) => {
      const flaky = task({ name: "flaky", retries: 1 }, failing(1));
      expect(await inFlow(() => flaky())).toBe(2);
      const [run] = await tasksOf((await runsOf("test"))[0]!.id);
      expect(await statesOf(run!.id)).toEqual(["Pending", "Running", "Retrying", "Completed"]);
    }));

  test("stop at a terminal error, at the predicate's word, and when the predicate fails", () =>
    bench(() =>
      inFlow(async () => {
        const attempts: number[] = [];
        const count = (error: () => unknown) => () => {
          attempts.push(runContext().attempt);
          throw error();
        };
        const options = { name: "flaky", retries: 3 };
        const terminal = task(options, count(() => new Terminal("no"))); // prettier-ignore
        await expect(terminal()).rejects.toThrow("no");
        expect(attempts.splice(0)).toEqual([1]);
        const chosen = task({ ...options, retryIf: (_error, ctx) => ctx.attempt < 2 }, count(() => new Error("again"))); // prettier-ignore
        await expect(chosen()).rejects.toThrow("again");
        expect(attempts.splice(0)).toEqual([1, 2]);
        const broken = () => {
          throw new Error("broken predicate");
        };
        await expect(task({ ...options, retryIf: broken }, count(() => new Error("own")))()).rejects.toThrow("own"); // prettier-ignore
        expect(attempts.splice(0)).toEqual([1]);
      }),
    ));

  test("wait as long as the error says", () =>
    bench(() =>
      inFlow(async () => {
        const flaky = task({ name: "flaky", retries: 1, retryDelay: "1h" }, failing(1, () => new RetryAfter("5ms"))); // prettier-ignore
        expect(await flaky()).toBe(2);
      }),
    ));

  test("end with the budget", () =>
    bench(() =>
      inFlow(async () => {
        let attempts = 0;
        const flaky = task({ name: "flaky", retryFor: "40ms", retryDelay: "15ms" }, () => {
          attempts += 1;
          throw new Error("always");
        });
        await expect(flaky()).rejects.toThrow("always");
        expect(attempts).toBeGreaterThan(1);
        expect(attempts).toBeLessThan(5);
      }),
    ));

  test("follow a returned Failed state as well", () =>
    bench(() =>
      inFlow(async () => {
        let attempts = 0;
        const flaky = task({ name: "flaky", retries: 1 }, () =>
          (attempts += 1) === 1 ? Failed({ message: "first" }) : Completed({ name: "Second", data: attempts }),
        );
        const state = await flaky.state();
        expect([state.name, await state.result()]).toEqual(["Second", 2]);
      }),
    ));
});

describe("an attempt that takes too long", () => {
  const never = (_: unknown, reject: (reason: unknown) => void) => {
    const { signal } = runContext();
    signal.addEventListener("abort", () => reject(signal.reason));
  };

  test("fails as TimedOut, and its signal is aborted with the reason", () =>
    bench(() =>
      inFlow(async () => {
        let reason: unknown;
        const slow = task({ name: "slow", timeout: "20ms", retries: 1 }, () =>
          new Promise(never).catch((error: unknown) => (reason = error)),
        );
        const state = await slow.state();
        expect([state.type, state.name]).toEqual(["FAILED", "TimedOut"]);
        expect(reason).toBeInstanceOf(RunTimedOut);
        await expect(state.result()).rejects.toBeInstanceOf(RunTimedOut);
      }),
    ));

  test("is retried", () =>
    bench(() =>
      inFlow(async () => {
        const slow = task({ name: "slow", timeout: "20ms", retries: 1 }, () =>
          runContext().attempt === 1 ? new Promise<string>(never) : "in time",
        );
        expect(await slow()).toBe("in time");
      }),
    ));
});

describe("cancelling a future", () => {
  test("ends a running task", () =>
    bench(() =>
      inFlow(async () => {
        const started = Promise.withResolvers<void>();
        const slow = task({ name: "slow" }, () => {
          started.resolve();
          return new Promise(() => {});
        });
        const future = slow.submit();
        await started.promise;
        future.cancel();
        expect((await future.state()).type).toBe("CANCELLED");
        await expect(future.result()).rejects.toBeInstanceOf(RunCancelled);
      }),
    ));

  test("keeps a waiting one from starting, and ends the wait for a retry", () =>
    bench(async () => {
      await flow({ name: "test", runner: sequential() }, async () => {
        let ran = false;
        const first = task({ name: "first" }, () => sleep("20ms")).submit();
        const second = task({ name: "second" }, () => void (ran = true)).submit();
        second.cancel();
        await first.result();
        expect((await second.state()).type).toBe("CANCELLED");
        expect(ran).toBe(false);
        const retried = task({ name: "retried", retries: 1, retryDelay: "1h" }, failing(9)).submit();
        expect(await retried.wait({ timeout: "30ms" })).toBe(false);
        retried.cancel();
        expect((await retried.state()).type).toBe("CANCELLED");
      })();
    }));
});

describe("map", () => {
  test("makes one run for each item, in order, and passes other arguments whole", () =>
    bench(() =>
      inFlow(async () => {
        const pair = task({ name: "pair" }, (a: number, b: readonly number[], c: string) => `${a}${b.join("")}${c}`);
        expect(await pair.map([1, 2], unmapped([8, 9]), "x").results()).toEqual(["189x", "289x"]);
        expect(await add.map([1, 2], new Set([10, 20])).results()).toEqual([11, 22]);
      }),
    ));

  test("takes futures of items, and futures of lists", () =>
    bench(() =>
      inFlow(async () => {
        const list = task({ name: "list" }, async () => [1, 2, 3]);
        const doubled = add.map(list.submit(), 1);
        expect(() => doubled.length).toThrow("not known yet");
        expect(await add.map(doubled, add.map([1, 2, 3], 0)).results()).toEqual([3, 5, 7]);
      }),
    ));

  test("over a list that failed gives one run that was never ready", () =>
    bench(() =>
      inFlow(async () => {
        const list = task({ name: "list" }, async (): Promise<number[]> => {
          throw new Error("no list");
        });
        const states = await add.map(list.submit(), 1).states();
        expect(states.map(({ name }) => name)).toEqual(["NotReady"]);
      }),
    ));

  test("refuses lists of different lengths, and no list at all", () =>
    bench(() =>
      inFlow(async () => {
        expect(() => add.map([1, 2], [1])).toThrow("same length, not 2, 1");
        expect(() => add.map(1, 2)).toThrow("at least one list");
      }),
    ));

  test("gathers results, states, and futures in the order of their ends", () =>
    bench(() =>
      inFlow(async () => {
        const wait = task({ name: "wait" }, async (millis: number) => {
          await sleep(`${millis}ms`);
          return millis;
        });
        const futures: FutureList<number> = wait.map([60, 5, 30]);
        const order: number[] = [];
        for await (const future of asCompleted(futures)) order.push(await future.result());
        expect(order).toEqual([5, 30, 60]);
        expect(await results([futures, add.submit(1, 1), "x"])).toEqual([[60, 5, 30], 2, "x"]);
        await expect(results([add.submit(1, 1), fail.submit()])).rejects.toThrow("bad luck");
      }),
    ));
});

describe("runners", () => {
  test("bound how many submitted tasks run at a time", () =>
    bench(async () => {
      let present = 0;
      let most = 0;
      const work = task({ name: "work" }, async (_: number) => {
        most = Math.max(most, (present += 1));
        await sleep("5ms");
        present -= 1;
      });
      await flow({ name: "test", runner: concurrent({ limit: 3 }) }, () => work.map([1, 2, 3, 4, 5, 6, 7])).state();
      expect(most).toBe(3);
    }));

  test("let a task wait for tasks that it submits", () =>
    bench(async () => {
      const outer = task({ name: "outer" }, async (n: number) => (await add.map([n, n], 1).results()).length);
      const nested = flow({ name: "test", runner: sequential() }, async () => outer.map([1, 2, 3]).results());
      expect(await nested()).toEqual([2, 2, 2]);
    }));
});

test("a wait with a timeout gives up, and the run goes on", () =>
  bench(() =>
    inFlow(async () => {
      const future = task({ name: "slow" }, () => sleep("50ms").then(() => "done")).submit();
      await expect(future.result({ timeout: "5ms" })).rejects.toBeInstanceOf(WaitTimedOut);
      expect(await future.wait({ timeout: "5ms" })).toBe(false);
      expect(await future.result()).toBe("done");
    }),
  ));

test("the tasks of a run share its retries; tasks outside of it have their own", () =>
  bench(async ({ api, runsOf }) => {
    const flaky = (times: number) => task({ name: "flaky", retries: 3, retryDelay: 0 }, failing(times));
    const [first, second, third] = [flaky(2), flaky(2), flaky(1)];
    const run = flow({ name: "shared", taskRetries: 3 }, async () => {
      const states = [await first.state(), await second.state(), await third.state()];
      return states.map(({ type }) => type).join();
    });
    expect(await run()).toBe("COMPLETED,FAILED,FAILED");
    expect(await flaky(2)()).toBe(3);
    const [shared] = await runsOf("shared");
    const logs = await api.logs.filter({ logs: { flow_run_id: { any_: [shared!.id] } } });
    expect(logs.map(({ message }) => message).join("\n")).toContain("the run has used up its 3 (taskRetries)");
    expect(() => run.with({ taskRetries: -1 })).toThrow("taskRetries: -1 is no whole number from 0");
    expect(() => run.with({ taskRetries: 1.5 })).toThrow("taskRetries");
  }, "error"));

describe("the cache", () => {
  test("gives the result of an earlier run, until it expires or is refreshed", () =>
    bench(() =>
      inFlow(async () => {
        let calls = 0;
        const cached = task({ name: "cached", cache: { expiresIn: "1h" } }, (n: number) => ({
          n,
          at: new Date(calls++),
        }));
        const first = await cached(1);
        const state = await cached.state(1);
        expect(isCached(state)).toBe(true);
        expect(await state.result()).toEqual(first);
        await cached(2);
        expect(calls).toBe(2);
        await cached.with({ cache: { refresh: true } })(1);
        expect(calls).toBe(3);
        const expired = cached.with({ name: "expired", cache: { expiresIn: 0 } });
        await expired(1);
        await expired(1);
        expect(calls).toBe(5);
      }),
    ));

  test("is passed by when what it has was cut short, and mended by that", () =>
    bench(async ({ home }) => {
      let calls = 0;
      // Too long to be kept by the server as well.
      const cached = task({ name: "cut", cache: {} }, () => ({ call: ++calls, filling: "x".repeat(70_000) }));
      await inFlow(() => cached());
      const folder = join(home, "storage");
      const [file] = await readdir(folder);
      await truncate(join(folder, file!), 40);
      await inFlow(async () => {
        expect(await cached()).toMatchObject({ call: 2 });
        expect(isCached(await cached.state())).toBe(true);
      });
    }));

  test("is passed by when there is no key, with a warning instead of an error", () =>
    bench(() =>
      inFlow(async () => {
        const cached = task({ name: "cached", cache: {} }, (fn: () => number) => fn());
        expect(isCached(await cached.state(() => 1))).toBe(false);
        expect(isCached(await cached.state(() => 1))).toBe(false);
      }),
    ));
});

test("hooks are called in order, and what they throw changes nothing", () =>
  bench(() =>
    inFlow(async () => {
      const calls: string[] = [];
      const note = (what: string) => () => void calls.push(what);
      const broken = () => {
        throw new Error("broken hook");
      };
      const hooks = {
        onRunning: [note("running"), broken],
        onRetry: note("retry"),
        onCompleted: note("completed"),
        onFailed: note("failed"),
        onCancelled: note("cancelled"),
      };
      await task({ name: "flaky", retries: 1, retryDelay: "1ms", hooks }, failing(1))();
      await task({ name: "bad", hooks }, failing(9)).state();
      expect(calls).toEqual(["running", "retry", "running", "completed", "running", "failed"]);
    }),
  ));

test("a result that is to be kept lies in a file of its own key, and the state refers to it", () =>
  bench(async ({ home, runsOf, tasksOf }) => {
    const kept = task(
      { name: "kept", persistResult: true, cache: { policy: byInputs } },
      (n: number) => new Map([[n, n]]),
    );
    await inFlow(async () => [await kept(1), await kept(1), await kept(2)]);
    const files = await readdir(join(home, "storage"));
    expect(files).toHaveLength(2);
    const record = JSON.parse(await readFile(join(home, "storage", files[0]!), "utf8")) as Record<string, unknown>;
    expect(record).toMatchObject({ metadata: { serializer: { type: "json" } }, result: expect.any(String) });
    const tasks = await tasksOf((await runsOf("test"))[0]!.id);
    expect(tasks.map(({ state_name: name }) => name)).toEqual(["Completed", "Cached", "Completed"]);
    expect(tasks[0]!.state!.data).toMatchObject({ storage_key: expect.stringContaining(join(home, "storage")) });
  }));
