/** What is done within a transaction is kept together or undone together. */
import { describe, expect, test } from "vitest";
import { byInputs, currentTransaction, flow, NoRunContext, task, transaction, WaitTimedOut } from "../src/index.ts";
import { bench } from "./support.ts";

const inFlow = <T>(fn: () => Promise<T> | T) => flow({ name: "test" }, fn)();
const boom = (): never => {
  throw new Error("boom");
};

describe("hooks", () => {
  test("are called at the end, the innermost first to commit and the last first to roll back", () =>
    bench(async () => {
      const told: string[] = [];
      const step = task(
        {
          name: "step",
          hooks: {
            onCommit: (tx) => void told.push(`commit ${String(tx.get("n"))}`),
            onRollback: (tx) => void told.push(`undo ${String(tx.get("n"))}`),
          },
        },
        (n: number) => {
          currentTransaction().set("n", n);
          return n;
        },
      );
      await inFlow(() =>
        transaction(async (tx) => {
          tx.onCommit(() => void told.push("commit outer"));
          await step(1);
          await step(2);
          expect(told).toEqual([]);
        }),
      );
      expect(told).toEqual(["commit 1", "commit 2", "commit outer"]);
      told.length = 0;
      const failed = inFlow(() =>
        transaction({ onRollback: () => void told.push("undo outer") }, async () => {
          await step(1);
          await step(2);
          boom();
        }),
      );
      await expect(failed).rejects.toThrow("boom");
      expect(told).toEqual(["undo outer", "undo 2", "undo 1"]);
    }));

  test("a run that is undone says so, after having completed", () =>
    bench(async ({ runsOf, tasksOf, statesOf }) => {
      const step = task({ name: "step" }, () => 1);
      await inFlow(() =>
        transaction(async (tx) => {
          await step();
          await tx.rollback();
        }),
      );
      const [run] = await runsOf("test");
      const [stepRun] = await tasksOf(run!.id);
      expect(await statesOf(stepRun!.id)).toEqual(["Pending", "Running", "Completed", "RolledBack"]);
      expect(stepRun!.state_type).toBe("COMPLETED");
    }));

  test("a task with hooks outside of any transaction is one itself", () =>
    bench(async () => {
      const told: string[] = [];
      const inner = task({ name: "inner", hooks: { onRollback: () => void told.push("undo inner") } }, () => 1);
      const outer = task(
        { name: "outer", hooks: { onCommit: () => void told.push("commit") } },
        async (fails: boolean) => {
          await inner();
          if (fails) boom();
        },
      );
      await inFlow(() => outer(false));
      expect(told).toEqual(["commit"]);
      await expect(inFlow(() => outer(true))).rejects.toThrow("boom");
      expect(told).toEqual(["commit", "undo inner"]);
    }));

  test("a commit hook that fails undoes everything; a rollback hook that fails keeps no other from it", () =>
    bench(async () => {
      const told: string[] = [];
      const failed = inFlow(() =>
        transaction({ key: "hooks" }, (tx) => {
          tx.onRollback(() => void told.push("first"));
          tx.onRollback(boom);
          tx.onCommit(() => {
            throw new Error("not now");
          });
          return 1;
        }),
      );
      await expect(failed).rejects.toThrow("not now");
      expect(told).toEqual(["first"]);
      expect(await inFlow(() => transaction("hooks", () => 2))).toBe(2);
    }));
});

describe("nested transactions", () => {
  test("one that fails and is caught is undone alone", () =>
    bench(async () => {
      const told: string[] = [];
      await inFlow(() =>
        transaction({ onCommit: () => void told.push("commit outer") }, async () => {
          await transaction({ onRollback: () => void told.push("undo inner") }, boom).catch(() => undefined);
        }),
      );
      expect(told).toEqual(["undo inner", "commit outer"]);
    }));

  test("an eager one is kept when it ends; without a mode to keep anything, everything is undone", () =>
    bench(async () => {
      const told: string[] = [];
      const hooks = (name: string) => ({
        onCommit: () => void told.push(`commit ${name}`),
        onRollback: () => void told.push(`undo ${name}`),
      });
      const run = () =>
        transaction({ ...hooks("outer"), commit: "off" }, async () => {
          await transaction({ ...hooks("eager"), commit: "eager" }, () => 1);
          await transaction(hooks("inner"), () => 2);
        });
      await inFlow(run);
      expect(told).toEqual(["commit eager", "undo outer", "undo inner"]);
    }));

  test("values are seen from within, not from beside", () =>
    bench(() =>
      inFlow(() =>
        transaction(async (outer) => {
          outer.set("a", 1);
          await transaction((inner) => {
            expect(inner.get("a")).toBe(1);
            inner.set("a", 2);
          });
          expect(outer.get("a")).toBe(1);
        }),
      ),
    ));

  test("it waits for the tasks that were submitted in it", () =>
    bench(async () => {
      const told: string[] = [];
      const gate = Promise.withResolvers<void>();
      const slow = task({ name: "slow", hooks: { onCommit: () => void told.push("commit") } }, () => gate.promise);
      const all = inFlow(async () => {
        await transaction(() => {
          void slow.submit();
          queueMicrotask(gate.resolve);
        });
        told.push("ended");
      });
      await all;
      expect(told).toEqual(["commit", "ended"]);
    }));
});

test("what completes after its transaction was undone is undone as well", () =>
  bench(async () => {
    const told: string[] = [];
    const gate = Promise.withResolvers<void>();
    const hooks = { onCommit: () => void told.push("commit"), onRollback: () => void told.push("undo") };
    const slow = task({ name: "slow", hooks }, () => gate.promise);
    await inFlow(() =>
      transaction(async (tx) => {
        void slow.submit();
        await tx.rollback();
        gate.resolve();
      }),
    );
    expect(told).toEqual(["undo"]);
  }));

describe("results", () => {
  test("are in the cache once the transaction is committed, and not if it is rolled back", () =>
    bench(async () => {
      let calls = 0;
      const cached = task({ name: "cached", cache: { policy: byInputs } }, (n: number) => (calls += n));
      const attempt = (fails: boolean) =>
        inFlow(() =>
          transaction(async () => {
            await cached(1);
            if (fails) boom();
          }),
        );
      await expect(attempt(true)).rejects.toThrow("boom");
      await attempt(false);
      expect(calls).toBe(2);
      await attempt(false);
      expect(calls).toBe(2);
    }));

  test("the next attempt of a flow does again what was undone, and not what was kept", () =>
    bench(async () => {
      const calls = { kept: 0, undone: 0 };
      const count = task({ name: "count" }, (what: "kept" | "undone") => (calls[what] += 1));
      let attempts = 0;
      await flow({ name: "twice", retries: 1 }, async () => {
        await transaction(() => count("kept"));
        await transaction(async () => {
          await count("undone");
          if ((attempts += 1) === 1) boom();
        });
      })();
      expect(calls).toEqual({ kept: 1, undone: 2 });
    }));
});

describe("keys", () => {
  test("what has a key is done once; `overwrite` does it again, and it may expire", () =>
    bench(async () => {
      let calls = 0;
      const charge = (options: object = {}) =>
        inFlow(() => transaction({ key: "order/7", ...options }, () => ({ charged: (calls += 1) })));
      expect(await charge()).toEqual({ charged: 1 });
      expect(await charge()).toEqual({ charged: 1 });
      expect(await charge({ overwrite: true, expiresIn: 0.001 })).toEqual({ charged: 2 });
      await expect.poll(() => charge()).toEqual({ charged: 3 });
    }));

  test("what was kept before is there again when what replaced it is undone", () =>
    bench(async () => {
      const kept = (value: number, options: object = {}) =>
        inFlow(() => transaction({ key: "k", ...options }, () => value));
      await kept(1);
      const failed = inFlow(() =>
        transaction({ onCommit: boom }, () => transaction({ key: "k", overwrite: true }, () => 2)),
      );
      await expect(failed).rejects.toThrow("boom");
      expect(await kept(3)).toBe(1);
    }));

  test("serializable: those with one key follow each other and give one value; others do not wait", () =>
    bench(async () => {
      let open = 0;
      let most = 0;
      const once = (key: string) =>
        transaction({ key, isolation: "serializable" }, async () => {
          most = Math.max(most, (open += 1));
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          return key;
        });
      const values = await inFlow(() => Promise.all(["a", "a", "a"].map(once)));
      expect(values).toEqual(["a", "a", "a"]);
      expect(most).toBe(1);
      const within = { isolation: "serializable" } as const;
      const other = inFlow(() => transaction({ ...within, key: "b" }, () => once("c")));
      expect(await other).toBe("c");
    }));

  test("serializable: who waits too long is told, and whoever fails lets the next one in", () =>
    bench(async () => {
      const gate = Promise.withResolvers<void>();
      const entered = Promise.withResolvers<void>();
      await inFlow(async () => {
        const holder = transaction({ key: "k", isolation: "serializable" }, async () => {
          entered.resolve();
          await gate.promise;
          boom();
        }).catch(() => undefined);
        await entered.promise;
        const late = transaction({ key: "k", isolation: "serializable", timeout: 0.05 }, () => 1);
        await expect(late).rejects.toThrow(WaitTimedOut);
        gate.resolve();
        await holder;
        expect(await transaction({ key: "k", isolation: "serializable" }, () => 2)).toBe(2);
      });
    }));

  test("what cannot be meant is refused", () =>
    bench(async () => {
      expect(currentTransaction).toThrow(NoRunContext);
      const serializable = { isolation: "serializable" } as const;
      await expect(transaction(serializable, () => 1)).rejects.toThrow("key: a serializable transaction needs one");
      const within = transaction({ ...serializable, key: "k" }, () =>
        transaction({ ...serializable, key: "k" }, () => 1),
      );
      await expect(within).rejects.toThrow('key: "k" is that of a transaction around this one');
    }));
});
