/* eslint-disable no-console -- what is printed is what the tests look at */
/** Tasks that run in threads. As a script, `node tasks.ts FLOW`, it prints what the flow gives: the tests look at that. */
import { flow, logger, runContext, type RunContext, task, Terminal, threads } from "@weir/sdk";
import { isMainThread, threadId } from "node:worker_threads";

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

/** Tells where it ran and what it knows there. */
export const where = task(
  { name: "where", tags: ["cpu"], log: { console: true }, ctx: true },
  (n: number, ctx: RunContext) => {
    logger().info(`item ${n}`, { n });
    console.log(`printed ${n}`);
    const { flowRun, taskRun, parameters, tags, attempt } = runContext();
    return {
      n,
      isMainThread,
      flow: flowRun?.flowName,
      task: taskRun?.taskName,
      parameters,
      tags,
      attempt,
      same: ctx === runContext(),
    };
  },
);

/** Meets others: ends only when as many as `together` are in it at the same time. */
export const meet = task({ name: "meet" }, (shared: SharedArrayBuffer, together: number) => {
  const present = new Int32Array(shared);
  Atomics.add(present, 0, 1);
  Atomics.notify(present, 0);
  for (let there; (there = Atomics.load(present, 0)) < together;) Atomics.wait(present, 0, there);
  return threadId;
});

export const leave = task({ name: "leave" }, (n: number) => {
  if (n === 1) process.exit(3);
  return n;
});
export const swell = task({ name: "swell" }, () => {
  const all: number[][] = [];
  for (;;) all.push(Array.from({ length: 100_000 }, Math.random));
});
export const flaky = task({ name: "flaky", retries: 2 }, () => {
  const { attempt } = runContext();
  if (attempt < 2) throw new RangeError("once more", { cause: new Error("below") });
  throw Object.assign(new Terminal("no more"), { attempt });
});
export const spin = task({ name: "spin", timeout: "50ms" }, () => {
  for (;;);
});
/** Ends by itself when told to, though it never waits. */
export const polite = task({ name: "polite", ctx: true }, (told: SharedArrayBuffer, ctx: RunContext) => {
  const seen = new Int32Array(told);
  Atomics.store(seen, 0, 1);
  Atomics.notify(seen, 0);
  while (!ctx.signal.aborted);
  Atomics.store(seen, 1, 1);
  Atomics.notify(seen, 1);
});
export const give = task({ name: "give" }, (what: "money" | "function") =>
  what === "money" ? new Money(1) : { inner: () => 1 },
);
export const take = task({ name: "take" }, (value: unknown) => typeof value);
export const nested = task({ name: "nested" }, async () => take(1));

const runner = threads({ workers: 2, memory: 64, grace: "50ms", idle: "1s" });

export const report = flow({ name: "report", runner }, ({ n }: { n: number }) =>
  where.map(Array.from({ length: n }, (_, i) => i)).results(),
);

if (isMainThread && process.argv[2] === "report") console.log(JSON.stringify(await report({ n: 2 })));
