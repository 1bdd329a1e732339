import { afterEach, expect, test } from "vitest";
import { flow, type Middleware, RunTimedOut, runContext, task, use } from "../src/index.ts";
import { bench } from "./support.ts";

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((takeAway) => takeAway()));

/** Notes when each slot is entered and left. */
function tracer(name: string, notes: string[]): Middleware {
  const slot = (of: string) => async (run: { readonly name: string }, next: () => Promise<unknown>) => {
    notes.push(`${name} ${of} ${run.name}`);
    const outcome = await next();
    notes.push(`/${name} ${of}`);
    return outcome;
  };
  return { run: slot("run"), attempt: slot("attempt"), body: slot("body") };
}

test("slots lie within each other, those of a list in its order, and each attempt has its own", () =>
  bench(async () => {
    const notes: string[] = [];
    undo.push(use(tracer("all", notes)));
    let calls = 0;
    const load = task({ name: "load", retries: 1, middleware: [tracer("own", notes)] }, () => {
      if (++calls === 1) throw new Error("once more");
      return 1;
    });
    expect(await load()).toBe(1);
    const attempt = ["all attempt load", "own attempt load", "all body load", "own body load"];
    const leave = ["/own body", "/all body", "/own attempt", "/all attempt"];
    expect(notes).toEqual(["all run load", "own run load", ...attempt, ...attempt, ...leave, "/own run", "/all run"]);
  }));

test("an attempt's value or error is what its middleware makes of it", () =>
  bench(async () => {
    const fallback: Middleware = { attempt: (_, next) => next().catch(() => "fallback") };
    const strict: Middleware = {
      body: async (_, next) => {
        const value = await next();
        if (value === "") throw new RangeError("empty");
        return value;
      },
    };
    const fail = () => {
      throw new Error("no");
    };
    expect(await task({ name: "falls", middleware: [fallback] }, fail)()).toBe("fallback");
    await expect(task({ name: "strict", middleware: [strict] }, () => "")()).rejects.toThrow(RangeError);
    expect(await flow({ name: "falls", middleware: [fallback] }, fail)()).toBe("fallback");
  }));

test("a timeout stands, whatever the middleware gives", () =>
  bench(async () => {
    const fallback: Middleware = { attempt: (_, next) => next().catch(() => "fallback") };
    const slow = task({ name: "slow", timeout: "10ms", middleware: [fallback] }, () => new Promise(() => {}));
    await expect(slow()).rejects.toBeInstanceOf(RunTimedOut);
  }));

test("around a run it only watches: a fault of its own changes nothing", () =>
  bench(async () => {
    const states: string[] = [];
    const watch: Middleware = {
      run: async (_, next) => {
        states.push((await next()).name);
        throw new Error("mine");
      },
    };
    const idle: Middleware = { run: () => "never calls next" };
    expect(await task({ name: "watched", middleware: [watch, idle] }, () => 1)()).toBe(1);
    expect(await flow({ name: "watched", middleware: [watch, idle] }, () => 2)()).toBe(2);
    const failed = await flow({ name: "fails", middleware: [watch] }, () => Promise.reject(new Error("no"))).state();
    expect([failed.name, ...states]).toEqual(["Failed", "Completed", "Completed", "Failed"]);
  }));

test("next() calls the function once, and the run's context is there within", () =>
  bench(async () => {
    let calls = 0;
    const seen: unknown[] = [];
    const twice: Middleware = {
      body: async ({ ctx, args, kind }, next) => {
        seen.push(ctx === runContext(), args, kind);
        await next();
        return next();
      },
    };
    const count = task({ name: "count", middleware: [twice] }, (by: number) => (calls += by));
    expect(await count(2)).toBe(2);
    expect(seen).toEqual([true, [2], "task"]);
  }));

test("what use() has put around everything is taken away again", () =>
  bench(async () => {
    const notes: string[] = [];
    const takeAway = use(tracer("all", notes));
    takeAway();
    takeAway();
    expect(await task({ name: "plain" }, () => 1)()).toBe(1);
    expect(notes).toEqual([]);
  }));
