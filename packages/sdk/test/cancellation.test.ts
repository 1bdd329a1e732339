/** A run that is cancelled elsewhere: found at the next heartbeat. Only the clock of heartbeats is a fake. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { flow, type RunContext } from "../src/index.ts";
import { bench } from "./support.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

const untilAborted = (ctx: RunContext) =>
  new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve()));

test("the function is told by its signal, and the run ends as cancelled", () =>
  bench(async ({ api }) => {
    const long = flow({ name: "long" }, async (_, ctx) => {
      await api.flowRuns.setState({ id: ctx.flowRun!.id }, { state: { type: "CANCELLING" } });
      vi.advanceTimersByTime(10_000);
      await untilAborted(ctx);
    });
    expect((await long.state()).type).toBe("CANCELLED");
  }));

test("heartbeats say that the process is there", () =>
  bench(async ({ api }) => {
    const long = flow({ name: "long" }, (_, ctx) => {
      vi.advanceTimersByTime(30_000);
      return ctx.flowRun!.id;
    });
    const id = await long();
    const { events } = await api.events.filter({ filter: { event: { name: ["prefect.flow-run.heartbeat"] } } });
    expect(events.map(({ resource }) => resource["prefect.resource.id"])).toEqual(
      Array(3).fill(`prefect.flow-run.${id}`),
    );
  }));
