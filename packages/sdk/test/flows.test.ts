/** What flows do, and what the server has recorded of it. */
import Type from "typebox";
import { describe, expect, test } from "vitest";
import {
  concurrent,
  flow,
  InvalidParameters,
  RetryAfter,
  RunCancelled,
  type RunContext,
  runContext,
  runOf,
  RunTimedOut,
  runtime,
  type StandardSchema,
  type State,
  sleep,
  task,
  Terminal,
  UpstreamFailed,
} from "../src/index.ts";
import { bench } from "./support.ts";

const add = task({ name: "add" }, (a: number, b: number) => a + b);

/** A schema as any library makes one: `ids` are numbers, `dryRun` has a default. */
const schema: StandardSchema<{ ids: number[]; dryRun?: boolean }, { ids: number[]; dryRun: boolean }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const { ids, dryRun = false } = value as { ids?: unknown; dryRun?: boolean };
      if (!Array.isArray(ids)) return { issues: [{ message: "must be a list", path: ["ids"] }] };
      return { value: { ids: ids.map(Number), dryRun } };
    },
  },
};

/** Resolves when the run's signal is aborted, as a well-behaved function does. */
const untilAborted = (ctx: RunContext) =>
  new Promise<void>((_, reject) => ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason as Error)));

describe("a flow run", () => {
  test("is recorded with its states, name, parameters, tags and result", () =>
    bench(async ({ runsOf, flowStatesOf }) => {
      const report = flow(
        { name: "report", runName: "report-{ids}", tags: ["daily"], version: "3", parameters: schema },
        async ({ ids }) => ({ count: ids.length }),
      );
      expect(await report({ ids: [1, 2] })).toEqual({ count: 2 });
      const [run] = await runsOf("report");
      expect(run).toMatchObject({ name: "report-[1,2]", tags: ["daily"], flow_version: "3", run_count: 1 });
      expect(run!.parameters).toEqual({ ids: [1, 2], dryRun: false });
      expect(run!.state).toMatchObject({ type: "COMPLETED", data: { count: 2 } });
      const states = await flowStatesOf(run!.id);
      expect(states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
    }));

  test("that returns nothing keeps nothing, so it can be run again", () =>
    bench(async ({ runsOf }) => {
      expect(await flow({ name: "silent" }, () => {})()).toBeUndefined();
      expect((await runsOf("silent"))[0]!.state).toMatchObject({ type: "COMPLETED", data: null });
    }));

  test("throws the error of its function unchanged; state() does not throw", () =>
    bench(async () => {
      const error = new RangeError("too far");
      const bad = flow({ name: "bad" }, async () => {
        throw error;
      });
      await expect(bad()).rejects.toBe(error);
      expect(runOf(error)?.kind).toBe("flow-run");
      const state = await bad.state();
      expect(state.message).toBe("Flow run encountered an exception: RangeError: too far");
      await expect(state.result()).rejects.toBe(error);
    }));

  test("has all its task runs on the server when it ends, also those that nobody waited for", () =>
    bench(async ({ runsOf, tasksOf }) => {
      const slow = task({ name: "slow" }, () => sleep("20ms"));
      await flow({ name: "many", runner: concurrent({ limit: 2 }) }, () => {
        for (let index = 0; index < 4; index++) slow.submit();
      })();
      const tasks = await tasksOf((await runsOf("many"))[0]!.id);
      expect(tasks.map(({ state_name: name }) => name)).toEqual(Array(4).fill("Completed"));
    }));

  test("that failed lets running tasks end and starts no more", () =>
    bench(async ({ runsOf, tasksOf }) => {
      const started = Promise.withResolvers<void>();
      const slow = task({ name: "slow" }, () => {
        started.resolve();
        return sleep("20ms");
      });
      await flow({ name: "bad", runner: concurrent({ limit: 1 }) }, async () => {
        slow.submit();
        slow.submit();
        await started.promise;
        throw new Error("over");
      }).state();
      const tasks = await tasksOf((await runsOf("bad"))[0]!.id);
      expect(tasks.map(({ state_name: name }) => name).sort()).toEqual(["Cancelled", "Completed"]);
    }));
});

describe("parameters", () => {
  test("that do not fit are shown with the failed run, and the function is not called", () =>
    bench(async ({ runsOf }) => {
      let called = false;
      const report = flow({ name: "report", parameters: schema }, () => void (called = true));
      const error = await report({ ids: "no" as never }).catch((problem: unknown) => problem);
      expect(error).toBeInstanceOf(InvalidParameters);
      expect((error as InvalidParameters).issues).toEqual([{ path: ["ids"], message: "must be a list" }]);
      expect(called).toBe(false);
      expect((await runsOf("report"))[0]).toMatchObject({ parameters: { ids: "no" }, state_type: "FAILED" });
    }));

  test("may be described by a JSON Schema, whose defaults are filled in", () =>
    bench(async () => {
      const jsonSchema = Type.Object({ limit: Type.Integer({ minimum: 1, default: 5 }) });
      const report = flow({ name: "report", parameters: jsonSchema }, ({ limit }: { limit?: number }) => limit);
      expect(await report()).toBe(5);
      await expect(report({ limit: 0 })).rejects.toThrow("limit: must be >= 1");
      expect(report.parameterSchema).toBe(jsonSchema);
    }));

  test("may be futures; what JSON cannot carry is named by its class", () =>
    bench(async ({ runsOf }) => {
      const inner = flow({ name: "inner" }, ({ n, when }: { n: number; when: object }) => [n, when instanceof Map]);
      expect(await flow({ name: "outer" }, () => inner({ n: add.submit(1, 1), when: new Map() }))()).toEqual([2, true]);
      expect((await runsOf("inner"))[0]!.parameters).toEqual({ n: "<TaskFuture>", when: "<Map>" });
    }));

  test("that failed keep the flow from running", () =>
    bench(async ({ runsOf }) => {
      const bad = task({ name: "bad" }, async (): Promise<number> => {
        throw new Error("no");
      });
      const inner = flow({ name: "inner" }, ({ n }: { n: number }) => n);
      const error = await flow({ name: "outer" }, () => inner({ n: bad.submit() }))().catch(
        (problem: unknown) => problem,
      );
      expect(error).toBeInstanceOf(UpstreamFailed);
      expect((await runsOf("inner"))[0]).toMatchObject({ state_type: "PENDING", state_name: "NotReady" });
    }));
});

describe("subflows", () => {
  test("are stood for by a task run in the parent, which has their states", () =>
    bench(async ({ runsOf, tasksOf, statesOf }) => {
      const child = flow({ name: "child" }, ({ n }: { n: number }) => n * 2);
      const parent = flow({ name: "parent" }, async () =>
        Promise.all([child({ n: 1 }), child({ n: await add(1, 1) })]),
      );
      expect(await parent()).toEqual([2, 4]);
      const [run] = await runsOf("parent");
      const children = await runsOf("child");
      const tracking = (await tasksOf(run!.id)).filter(({ name }) => name!.startsWith("child"));
      expect(tracking.map(({ dynamic_key: key }) => key).sort()).toEqual(["0", "1"]);
      expect(children.map(({ parent_task_run_id: id }) => id).sort()).toEqual(tracking.map(({ id }) => id).sort());
      expect(await statesOf(tracking[0]!.id)).toEqual(["Pending", "Pending", "Running", "Completed"]);
    }));

  test("that fail throw in the parent, which may go on", () =>
    bench(async () => {
      const child = flow({ name: "child" }, () => {
        throw new Error("child");
      });
      const parent = flow({ name: "parent" }, async () => (await child.state()).type);
      expect(await parent()).toBe("FAILED");
      await expect(flow({ name: "parent" }, async () => child())()).rejects.toThrow("child");
    }));

  test("of concurrent flows keep their contexts apart", () =>
    bench(async () => {
      const child = flow({ name: "child" }, async ({ n }: { n: number }) => {
        await sleep(`${(5 - n) * 3}ms`);
        return [n, runContext().parameters["n"], runtime.parameters["n"]];
      });
      const parent = flow({ name: "parent" }, async (_: { n: number }) => {
        const inner = await Promise.all([1, 2, 3].map((k) => child({ n: k })));
        return [runContext().parameters["n"], inner];
      });
      const inner = [1, 2, 3].map((n) => [n, n, n]);
      expect(await Promise.all([7, 8].map((n) => parent({ n })))).toEqual([7, 8].map((n) => [n, inner]));
    }));
});

describe("retries of a flow", () => {
  test("go on after the tasks and subflows that the last attempt had finished", () =>
    bench(async ({ runsOf, tasksOf, flowStatesOf }) => {
      const calls: string[] = [];
      const step = task({ name: "step" }, (name: string) => void calls.push(name));
      const child = flow({ name: "child" }, () => {
        calls.push("child");
        return new Map([["kept", "in memory"]]);
      });
      const flaky = flow({ name: "flaky", retries: 1 }, async (_, ctx) => {
        await Promise.all([step("a"), step("b")]);
        await step("a");
        const value = await child();
        if (ctx.attempt === 1) throw new Error("first");
        await step("b");
        return value;
      });
      expect(await flaky()).toEqual(new Map([["kept", "in memory"]]));
      // The second call of step("b") is a new one; everything before it was there.
      expect(calls).toEqual(["a", "b", "a", "child", "b"]);
      const [run] = await runsOf("flaky");
      expect(run!.run_count).toBe(2);
      expect((await flowStatesOf(run!.id)).map(({ name }) => name)).toEqual([
        "Pending",
        "Running",
        "AwaitingRetry",
        "Running",
        "Completed",
      ]);
      const steps = (await tasksOf(run!.id)).filter(({ name }) => name!.startsWith("step"));
      expect(steps.map(({ state_name: name }) => name)).toEqual(["Completed", "Completed", "Completed", "Cached", "Cached", "Cached", "Completed"]); // prettier-ignore
      expect(await runsOf("child")).toHaveLength(1);
    }));

  test.for([
    { what: "a terminal error", options: {}, error: () => new Terminal("no") },
    { what: "the predicate's word", options: { retryIf: () => false }, error: () => new Error("no") },
    { what: "a used-up budget", options: { retryFor: "1ms", retryDelay: "1s" } as const, error: () => new Error("no") },
  ])("stop at $what, although the server would go on", ({ options, error }) =>
    bench(async ({ runsOf }) => {
      let attempts = 0;
      const bad = flow({ name: "bad", retries: 3, ...options }, () => {
        attempts += 1;
        throw error();
      });
      expect((await bad.state()).type).toBe("FAILED");
      expect(attempts).toBe(1);
      expect((await runsOf("bad"))[0]).toMatchObject({ state_type: "FAILED", run_count: 1 });
    }),
  );

  test("wait as the policy or the error says, whole seconds or not", () =>
    bench(async () => {
      let attempts = 0;
      const flaky = flow({ name: "flaky", retries: 2, retryDelay: ["10ms", "1h"] }, () => {
        attempts += 1;
        if (attempts === 1) throw new Error("first");
        if (attempts === 2) throw new RetryAfter("5ms");
        return attempts;
      });
      expect(await flaky()).toBe(3);
    }));
});

describe("a flow that takes too long", () => {
  test("by its timeout is retried, with a new signal", () =>
    bench(async () => {
      const slow = flow({ name: "slow", timeout: "30ms", retries: 1 }, (_, ctx) =>
        ctx.attempt === 1 ? untilAborted(ctx) : "in time",
      );
      expect(await slow()).toBe("in time");
    }));

  test("by its deadline is not", () =>
    bench(async () => {
      const slow = flow({ name: "slow", deadline: "30ms", retries: 5 }, (_, ctx) => untilAborted(ctx));
      const state = await slow.state();
      expect(state.name).toBe("TimedOut");
      await expect(state.result()).rejects.toBeInstanceOf(RunTimedOut);
    }));

  test("stops its tasks", () =>
    bench(async ({ runsOf, tasksOf }) => {
      const never = task({ name: "never" }, () => new Promise(() => {}));
      await flow({ name: "slow", timeout: "30ms" }, () => never()).state();
      const [run] = await tasksOf((await runsOf("slow"))[0]!.id);
      expect(run!.state_name).toBe("Cancelled");
    }));
});

describe("a flow that is cancelled", () => {
  test("by its signal has time to clean up, and ends as Cancelled", () =>
    bench(async ({ runsOf, flowStatesOf }) => {
      const controller = new AbortController();
      let cleaned = false;
      const states: string[] = [];
      const hooks = { onCancelled: (state: State) => void states.push(state.name) };
      const long = flow({ name: "long", hooks }, async (_, ctx) => {
        setTimeout(() => controller.abort(new Error("enough")));
        await untilAborted(ctx).catch(() => sleepUnaware(10));
        cleaned = true;
      });
      const state = await long.with({ signal: controller.signal }).state();
      expect(state).toMatchObject({ type: "CANCELLED", message: "enough" });
      expect(cleaned).toBe(true);
      expect(states).toEqual(["Cancelled"]);
      const history = await flowStatesOf((await runsOf("long"))[0]!.id);
      expect(history.map(({ name }) => name)).toEqual(["Pending", "Running", "Cancelling", "Cancelled"]);
    }));

  test("and does not stop within its grace is left behind", () =>
    bench(async () => {
      const controller = new AbortController();
      const deaf = flow({ name: "deaf", onCancellation: { grace: "20ms" }, signal: controller.signal }, () => {
        setTimeout(() => controller.abort());
        return new Promise(() => {});
      });
      expect((await deaf.state()).type).toBe("CANCELLED");
    }));

  test("takes its subflows and tasks with it", () =>
    bench(async ({ runsOf, tasksOf }) => {
      const controller = new AbortController();
      const never = task({ name: "never" }, () => {
        controller.abort();
        return new Promise(() => {});
      });
      const child = flow({ name: "child" }, async () => never());
      const parent = flow({ name: "parent", signal: controller.signal }, async () => child());
      await expect(parent()).rejects.toThrow();
      expect((await runsOf("child"))[0]!.state_type).toBe("CANCELLED");
      expect((await tasksOf((await runsOf("child"))[0]!.id))[0]!.state_name).toBe("Cancelled");
    }));

  test("by somebody else while it runs stays cancelled, whatever it returns", () =>
    bench(async ({ api }) => {
      const long = flow({ name: "long" }, async (_, ctx) => {
        await api.flowRuns.setState({ id: ctx.flowRun!.id }, { state: { type: "CANCELLING" } });
        return "done";
      });
      const state = await long.state();
      expect(state.type).toBe("CANCELLED");
      await expect(state.result()).rejects.toBeInstanceOf(RunCancelled);
    }));
});

test("the same flow can run many times at once", () =>
  bench(async ({ runsOf }) => {
    const quick = flow({ name: "quick" }, async ({ n }: { n: number }) => add(n, 1));
    expect(await Promise.all([1, 2, 3, 4, 5].map((n) => quick({ n })))).toEqual([2, 3, 4, 5, 6]);
    expect(await runsOf("quick")).toHaveLength(5);
  }));

/** A pause that no signal ends. */
const sleepUnaware = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));
