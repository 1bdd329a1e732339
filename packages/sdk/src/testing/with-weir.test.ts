import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { flow, pause, RunTimedOut, sequential, sleep, task, WaitTimedOut } from "../index.ts";
import { withWeir } from "./with-weir.ts";

const double = task({ name: "double" }, (n: number) => n * 2);
const report = flow({ name: "report" }, async ({ n }: { n: number }) => double(n));

test("flows run on a server of their own, which can be looked at", async () => {
  await withWeir(async (weir) => {
    expect(await report({ n: 2 })).toBe(4);
    expect((await weir.runs()).map(({ state_type: type }) => type)).toEqual(["COMPLETED"]);
    expect((await weir.taskRuns()).map(({ state_name: name }) => name)).toEqual(["Completed"]);
  });
  await withWeir(async (weir) => expect(await weir.runs()).toEqual([]));
});

describe("time", () => {
  test("passes at once: sleeps, delays of retries of tasks and flows, pauses that nobody ends", () =>
    withWeir(async ({ clock }) => {
      const began = clock.now.getTime();
      let calls = 0;
      const load = task({ name: "load", retries: 2, retryDelay: ["1h", "1d"] }, () => {
        if (++calls < 3) throw new Error("not yet");
        return calls;
      });
      expect(await flow({ name: "loads" }, () => load())()).toBe(3);
      await flow({ name: "sleeps" }, () => sleep("2d"))();
      await expect(flow({ name: "waits" }, () => pause({ timeout: "1h" }))()).rejects.toBeInstanceOf(WaitTimedOut);
      const again = flow({ name: "again", retries: 1, retryDelay: "1h" }, (_, ctx) => {
        if (ctx.attempt === 1) throw new Error("not yet");
      });
      await again();
      const hours = (clock.now.getTime() - began) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(1 + 24 + 48 + 1 + 1 - 0.01);
      expect(hours).toBeLessThan(1 + 24 + 48 + 1 + 1 + 0.1);
    }));

  test("is what the server records", () =>
    withWeir(async (weir) => {
      await flow({ name: "sleeps" }, () => sleep("3h"))();
      const [run] = await weir.runs();
      expect(run!.total_run_time).toBeGreaterThan(10_799);
      expect(run!.total_run_time).toBeLessThan(10_801);
    }));

  test("passes in order, the same each time", async () => {
    const order = () =>
      withWeir(async () => {
        const notes: string[] = [];
        const wait = task({ name: "wait" }, async (hours: number) => {
          await sleep(`${hours}h`);
          notes.push(`slept ${hours}`);
          await sleep(`${4 - hours}h`);
          notes.push(`woke ${hours}`);
        });
        await flow({ name: "many" }, async () => void (await wait.map([3, 1, 2]).results()))();
        return notes;
      });
    const first = await order();
    expect(first).toEqual(["slept 1", "slept 2", "slept 3", "woke 1", "woke 2", "woke 3"]);
    expect(await order()).toEqual(first);
  });

  test("ends what takes too long, and only that: real work does not time out", () =>
    withWeir(async () => {
      const idle = task({ name: "idle", timeout: "1h" }, () => new Promise(() => {}));
      await expect(idle()).rejects.toBeInstanceOf(RunTimedOut);
      const reads = task({ name: "reads", timeout: "1s" }, async () => {
        for (let i = 0; i < 20; i++) await readFile(new URL(import.meta.url));
        return "read";
      });
      expect(await reads()).toBe("read");
    }));

  test("passes by hand where a test wants to look in between", () =>
    withWeir(
      async (weir) => {
        let calls = 0;
        const load = task({ name: "load", retries: 1, retryDelay: "1h" }, () => {
          if (++calls === 1) throw new Error("not yet");
        });
        const running = flow({ name: "loads", runner: sequential() }, () => load())();
        await weir.clock.advance("59m");
        expect(calls).toBe(1);
        await weir.clock.advance("1m");
        await running;
        expect(calls).toBe(2);
      },
      { clock: "manual" },
    ));

  test("is real where a test asks for it", () =>
    withWeir(
      async ({ clock }) => {
        expect(Math.abs(clock.now.getTime() - Date.now())).toBeLessThan(1000);
        expect(() => clock.advance("1s")).toThrow(TypeError);
      },
      { clock: "real" },
    ));
});

test("a mock stands for a task's function, with what surrounds that", () =>
  withWeir(async (weir) => {
    let fails = 1;
    const load = task({ name: "load", retries: 1, retryDelay: "1m" }, (_id: number): string => "from afar");
    const mock = weir.mock("load", (id: number) => {
      if (fails-- > 0) throw new Error("once");
      return `row ${id}`;
    });
    expect(await flow({ name: "loads" }, () => load.map([7]).results())()).toEqual(["row 7"]);
    expect(mock.calls).toEqual([[7], [7]]);
    expect((await weir.taskRuns()).map(({ run_count: count }) => count)).toEqual([2]);
  }));
