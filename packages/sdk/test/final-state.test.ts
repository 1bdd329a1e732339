/** Every row of the reference's table "client engine": which final state follows from what a flow does. */
import { describe, expect, test } from "vitest";
import { allowFailure, Cancelled, Completed, flow, type State, task } from "../src/index.ts";
import { bench } from "./support.ts";

const good = task({ name: "good" }, async (value: number = 1) => value);
const bad = task({ name: "bad" }, async (): Promise<number> => {
  throw new Error("bad luck");
});
const down = task({ name: "down" }, async (value: number | Error) => value);

interface Row {
  readonly body: string;
  readonly run: () => Promise<State<unknown>>;
  readonly state: readonly [type: string, name: string, message?: string];
}

const final = (fn: () => unknown) => () => flow({ name: "table" }, async () => fn()).state();

const ROWS: readonly Row[] = [
  { body: "returns nothing", run: final(() => {}), state: ["COMPLETED", "Completed"] },
  {
    body: "returns a failing future",
    run: final(() => bad.submit()),
    state: ["FAILED", "Failed", "1/1 states failed."],
  },
  {
    body: "submits a failing task and returns a value",
    run: final(() => {
      bad.submit();
      return 5;
    }),
    state: ["COMPLETED", "Completed"],
  },
  {
    body: "submits a failing task and returns nothing",
    run: final(() => void bad.submit()),
    state: ["COMPLETED", "Completed"],
  },
  {
    body: "returns a good and a failing future",
    run: final(() => [good.submit(), bad.submit()]),
    state: ["FAILED", "Failed", "1/2 states failed."],
  },
  {
    body: "returns an object with a failing future",
    run: final(() => ({ a: bad.submit() })),
    state: ["COMPLETED", "Completed"],
  },
  { body: "returns a future and a value", run: final(() => [good.submit(), 5]), state: ["COMPLETED", "Completed"] },
  {
    body: "returns two good futures",
    run: final(() => [good.submit(), good.submit()]),
    state: ["COMPLETED", "Completed", "All states completed."],
  },
  { body: "returns a named state", run: final(() => Completed({ name: "Custom" })), state: ["COMPLETED", "Custom"] },
  { body: "returns a cancelled state", run: final(() => Cancelled()), state: ["CANCELLED", "Cancelled"] },
  {
    body: "returns a future downstream of a failure",
    run: final(() => down.submit(bad.submit())),
    state: ["FAILED", "Failed", "1/1 states are not final."],
  },
  {
    body: "allows a failure",
    run: final(() => down.submit(allowFailure(bad.submit()))),
    state: ["COMPLETED", "Completed", "All states completed."],
  },
  {
    body: "takes longer than its timeout",
    run: () =>
      flow(
        { name: "table", timeout: "50ms" },
        (_, ctx) => new Promise((resolve) => ctx.signal.addEventListener("abort", resolve)),
      ).state(),
    state: ["FAILED", "TimedOut"],
  },
  { body: "maps over an empty list", run: final(() => good.map([]).results()), state: ["COMPLETED", "Completed"] },
  {
    body: "raises in the first of two attempts",
    run: () => {
      let attempts = 0;
      return flow({ name: "table", retries: 1 }, async () => {
        if ((attempts += 1) === 1) throw new Error("first");
      }).state();
    },
    state: ["COMPLETED", "Completed"],
  },
];

describe("the final state of a flow that", () => {
  test.for(ROWS)("$body", async ({ run, state: [type, name, message] }) => {
    await bench(async () => {
      const state = await run();
      expect([state.type, state.name]).toEqual([type, name]);
      if (message !== undefined) expect(state.message).toBe(message);
    });
  });
});
