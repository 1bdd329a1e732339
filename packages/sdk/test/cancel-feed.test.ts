/** A run on a server that somebody cancels over the network. */
import { setTimeout as delay } from "node:timers/promises";
import { client, HttpTransport } from "@weir/client";
import { startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { Backend, withBackend } from "../src/internal.ts";
import { readSettings } from "../src/settings.ts";
import { flow, type RunContext } from "../src/index.ts";

test("the function hears of it within a second", async () => {
  await using weir = await startWeir();
  const api = client({ transport: new HttpTransport({ url: weir.url }) });
  const backend = new Backend(api, { ...readSettings(), home: weir.home, log_level: "critical" });
  const elsewhere = client({ url: weir.url });
  let cancelled = Number.NaN;
  let heard = Number.NaN;
  const long = flow({ name: "long" }, async (_, ctx: RunContext) => {
    ctx.signal.addEventListener("abort", () => (heard = performance.now()));
    await delay(1000); // the run has been going on for a while
    cancelled = performance.now();
    await elsewhere.flowRuns.setState({ id: ctx.flowRun!.id }, { state: { type: "CANCELLING" } });
    await delay(9000, undefined, { signal: ctx.signal }).catch(() => {});
  });
  expect((await withBackend(backend, () => long.state())).type).toBe("CANCELLED");
  expect(heard - cancelled).toBeLessThan(1000);
  await backend.close();
});
