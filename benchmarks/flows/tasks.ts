/**
 * A flow of no-op tasks, as a user would write it: `node tasks.ts sequential|cached|mapped COUNT ROUNDS`. Prints one line of
 * JSON at the end of each run, and waits for a line before the next: meanwhile the bench looks whether the server shows
 * every task run, so that looking takes no time from a process that may still be sending.
 */
import { createInterface } from "node:readline";
import { byInputs, flow, runContext, task } from "weir";

const [shape = "sequential", count = "1000", rounds = "3"] = process.argv.slice(2);
const tasks = Number(count);
const noop = task({ name: "noop" }, async (n: number) => n);

const kept = noop.with({ cache: { policy: byInputs } });

const sequential = flow({ name: `bench-${shape}` }, async () => {
  const one = shape === "cached" ? kept : noop;
  let sum = 0;
  for (let n = 0; n < tasks; n++) sum += await one(n);
  return { sum, id: runContext().flowRun!.id };
});

const mapped = flow({ name: "bench-mapped" }, async () => {
  const values = await noop.map(Array.from({ length: tasks }, (_, n) => n)).results();
  return { sum: values.reduce((sum, value) => sum + value, 0), id: runContext().flowRun!.id };
});

const run = shape === "mapped" ? mapped : sequential;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (let round = 0; round < Number(rounds); round++) {
  const started = performance.now();
  const { sum, id } = await run({});
  const millis = performance.now() - started;
  if (sum !== (tasks * (tasks - 1)) / 2) throw new Error(`the tasks gave ${sum}`);
  console.log(JSON.stringify({ flowRunId: id, millis, ended: Date.now() }));
  await lines.next();
}
process.stdin.destroy();
