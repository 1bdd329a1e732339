/** Flows that the comparison runs, as a program: against whatever server WEIR_API_URL names. */
import { setTimeout as delay } from "node:timers/promises";
import { allowFailure, Completed, Failed, flow, task, unmapped } from "weir";

const add = task({ name: "add" }, (x: number, y: number) => x + y);

const plain = flow({ name: "plain", tags: ["blue"] }, async ({ start }: { start: number }) => {
  const first = add.submit(start, 1);
  const second = add.submit(first, 10);
  return await second.result();
});

const mapped = flow({ name: "mapped" }, async () => {
  const sums = await add.map([1, 2, 3], unmapped(10)).results();
  return sums.reduce((total, sum) => total + sum, 0);
});

let attempts = 0;
const flaky = task({ name: "flaky", retries: 2, retryDelay: 0.05 }, () => {
  attempts += 1;
  if (attempts < 3) throw new Error(`attempt ${attempts}`);
  return attempts;
});
const retried = flow({ name: "retried" }, () => flaky());

let flowAttempts = 0;
const retriedFlow = flow({ name: "retried-flow", retries: 1 }, () => {
  flowAttempts += 1;
  if (flowAttempts === 1) throw new Error("first attempt");
  return flowAttempts;
});

const broken = task({ name: "broken" }, (): number => {
  throw new TypeError("no such thing");
});
const failing = flow({ name: "failing" }, () => broken());
const describe = task({ name: "describe" }, (outcome: unknown) => String(outcome));
const tolerant = flow({ name: "tolerant" }, () => describe(allowFailure(broken.submit())));

const named = flow({ name: "named" }, () => Completed({ name: "Nothing to do", message: "no rows" }));
const refused = flow({ name: "refused" }, () => Failed({ message: "bad input" }));

const child = flow({ name: "child" }, ({ n }: { n: number }) => n * 2);
const parent = flow({ name: "parent" }, async () => (await child({ n: 2 })) + (await child({ n: 3 })));

const slow = flow({ name: "slow", timeout: 0.2 }, async (_parameters: object, { signal }) => {
  await delay(30_000, undefined, { signal });
});

await plain({ start: 1 });
await mapped();
await retried();
await retriedFlow();
await failing.state();
await tolerant.state();
await named();
await refused.state();
await parent();
await slow.state();
