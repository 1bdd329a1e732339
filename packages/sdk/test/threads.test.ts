import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { flow, NotSendable, RunCancelled, RunTimedOut, task, Terminal, ThreadCrashed, threads } from "../src/index.ts";
import { bench } from "./support.ts";
import { flaky, give, leave, meet, nested, polite, report, spin, swell, take, where } from "./threads/tasks.ts";

const runner = threads({ workers: 2, memory: 64, grace: "50ms", idle: "1s" });
/** The value of a flow with two threads. */
const within = <T>(fn: () => T) => flow({ name: "within", runner }, fn)();

describe("a task in a thread", () => {
  test("has its context, its arguments and its name there", () =>
    bench(async () => {
      const facts = { isMainThread: false, flow: "report", task: "where", parameters: { n: 2 }, tags: ["cpu"] };
      expect(await report({ n: 2 })).toEqual([
        { n: 0, ...facts, attempt: 1, same: true },
        { n: 1, ...facts, attempt: 1, same: true },
      ]);
    }));

  test("logs as it would anywhere, with console lines and fields", () =>
    bench(async ({ api, backend, runsOf, tasksOf }) => {
      await report.with({ name: "logged" })({ n: 1 });
      await backend.flush();
      const [run] = await runsOf("logged");
      const [own] = await tasksOf(run!.id);
      const logs = await api.logs.filter({ logs: { task_run_id: { any_: [own!.id] } }, sort: "TIMESTAMP_ASC" });
      expect(logs.map(({ message, level, flow_run_id: flow }) => [message, level, flow])).toEqual([
        ["item 0 n=0", 20, run!.id],
        ["printed 0", 20, run!.id],
      ]);
    }, "info"));

  test("runs at the same time as another, on a core of its own", () =>
    bench(async () => {
      const shared = new SharedArrayBuffer(4);
      const ids = await within(() => meet.map([shared, shared], [2, 2]).results());
      expect(new Set(ids).size).toBe(2);
    }));

  test("that ends its thread fails alone; the flow goes on", () =>
    bench(async () => {
      const states = await within(async () =>
        (await leave.map([0, 1, 2]).states()).map((state) => [state.type, state]),
      );
      expect(states.map(([type]) => type)).toEqual(["COMPLETED", "FAILED", "COMPLETED"]);
      await expect((states[1]![1] as never as { result(): unknown }).result()).rejects.toBeInstanceOf(ThreadCrashed);
    }));

  test("that runs out of memory fails alone", () =>
    bench(async () => {
      await expect(within(() => swell.submit().result())).rejects.toBeInstanceOf(ThreadCrashed);
      expect(await within(() => take.submit(1).result())).toBe("number");
    }));

  test("fails with what it threw, and is retried by the same rules", () =>
    bench(async () => {
      const error = await within(async () => (await flaky.submit().state()).error());
      expect(error).toBeInstanceOf(Terminal);
      expect(error).toMatchObject({ message: "no more", attempt: 2, code: "terminal" });
    }));

  test("that never yields is ended with its thread when its time is over, and its core is free again", () =>
    bench(async () => {
      await expect(within(() => spin.submit().result())).rejects.toBeInstanceOf(RunTimedOut);
      const shared = new SharedArrayBuffer(4);
      expect(await within(() => meet.map([shared, shared], [2, 2]).results())).toHaveLength(2);
    }));

  test("hears of its cancellation by its signal", () =>
    bench(async () => {
      const told = new Int32Array(new SharedArrayBuffer(8));
      await within(async () => {
        const future = polite.submit(told.buffer as SharedArrayBuffer);
        await Atomics.waitAsync(told, 0, 0).value;
        future.cancel();
        expect(await (await future.state()).error()).toBeInstanceOf(RunCancelled);
        await Atomics.waitAsync(told, 1, 0).value;
      });
      expect(told[1]).toBe(1);
    }));
});

describe("what cannot go to a thread or come back is said", () => {
  const failure = (fn: () => Promise<unknown>) =>
    bench(() =>
      within(() =>
        fn().then(
          () => "nothing failed",
          (error: unknown) => error,
        ),
      ),
    );

  test.each([
    ["a function", () => 1, /argument value cannot go to a thread: .*could not be cloned/],
    ["an instance of a class", new (class Row {})(), /argument value .*instance of Row/],
    ["a function within", { deep: [() => 1] }, /argument value/],
  ])("%s as argument", async (_, value, message) => {
    const error = await failure(() => take.submit(value).result());
    expect(error).toBeInstanceOf(NotSendable);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string });
  });

  test.each(["money", "function"] as const)("a result: %s", async (what) => {
    const error = await failure(() => give.submit(what).result());
    expect(error).toBeInstanceOf(NotSendable);
  });

  test("a task that its module does not define while it is loaded", async () => {
    const local = task({ name: "local" }, () => 1);
    const error = await failure(() => local.submit().result());
    expect(error).toMatchObject({ code: "not_sendable" });
  });

  test("a run within a task", async () => {
    expect(await failure(() => nested.submit().result())).toMatchObject({ code: "no_run_context" });
  });
});

test("tasks that are called run where the flow runs", () =>
  bench(async () => {
    expect(await within(async () => (await where(1)).isMainThread)).toBe(true);
  }));

describe("a script that starts its flow at its top", () => {
  const script = fileURLToPath(new URL("./threads/tasks.ts", import.meta.url));
  const tsx = createRequire(import.meta.url).resolve("tsx");

  test.each([
    ["by the stripping of types", []],
    ["by tsx", ["--import", tsx]],
  ])("runs as TypeScript, %s, and ends by itself", async (_, args) => {
    const home = await mkdtemp(join(tmpdir(), "weir-threads-"));
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--conditions=weir-source", ...args, script, "report"],
        { env: { ...process.env, WEIR_HOME: home } },
      );
      expect(JSON.parse(stdout.split("\n").at(-2)!)).toMatchObject([{ n: 0, isMainThread: false }, { n: 1 }]);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
