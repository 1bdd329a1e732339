/** Cached results as people meet them: the list, and at a task run why its result was found or not. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { byInputs, flow, task } from "weir";
import { client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { recordOn } from "./flows.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  recordOn(weir);
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("the list of results, and the reasons of a hit and a miss", { timeout: 90_000 }, async () => {
  await using view = await openView(browser, `${weir.url}/cache`);
  const { page } = view;
  await page.getByText("No results are kept").waitFor();

  const rates = task(
    { name: "fetch-rates", runName: "rates of {day}", cache: { policy: byInputs } },
    (day: string) => ({
      day,
      rate: 1.08,
    }),
  );
  const convert = task(
    { name: "convert", cache: { policy: () => "<b>total</b>", namespace: "reports", expiresIn: "1h" } },
    (amount: number) => amount * 1.08,
  );
  await flow({ name: "invoices" }, async () => {
    await rates("monday");
    await rates("tuesday");
    await rates("monday");
    await convert(7);
  })();

  const list = page.getByRole("table", { name: "Cached results" });
  await list.getByRole("row").filter({ hasText: "reports" }).getByText("<b>total</b>").waitFor();
  expect(await list.getByRole("row").filter({ hasText: "fetch-rates" }).count()).toBe(2);
  await page.getByRole("searchbox", { name: "Filter by task or key" }).fill("TOTAL");
  await expect.poll(() => list.getByRole("row").filter({ hasText: "fetch-rates" }).count()).toBe(0);
  await page.getByRole("searchbox", { name: "Filter by task or key" }).fill("nothing like it");
  await page.getByText("No result matches").waitFor();

  await using api = client({ url: weir.apiUrl });
  const [miss, hit] = await Promise.all(
    (["miss", "hit"] as const).map(async (outcome) => {
      const { decisions } = await api.cache.decisions({ outcome, task_name: "fetch-rates" });
      return decisions[0]!;
    }),
  );
  await page.goto(`${weir.url}/task-runs/${miss!.task_run_id}`);
  await page.getByText("Miss: argument day differs from the nearest result.").waitFor();
  await page.goto(`${weir.url}/task-runs/${hit!.task_run_id}`);
  await page.getByText("Hit: the result is that of an earlier run.").waitFor();
  await page.getByRole("link", { name: "The run that made it" }).click();
  await page.getByRole("heading", { name: "rates of monday" }).waitFor();
  expect(view.problems).toEqual([]);

  await page.goto(`${weir.url}/cache?q=total`);
  await list.getByRole("button", { name: "Clear the result of convert" }).click();
  await page.getByRole("dialog").getByText("the next run with the same inputs makes it anew").waitFor();
  await page.getByRole("button", { name: "Clear it" }).click();
  await page.getByText("No result matches").waitFor();
  const { entries } = await api.cache.filter();
  expect(entries.map(({ task_name }) => task_name)).toEqual(["fetch-rates", "fetch-rates"]);
  expect(view.problems).toEqual([]);
  await flow({ name: "again" }, () => convert(7))();

  await lookAt(browser, `${weir.url}/cache`, "cache", (each) => each.getByText("<b>total</b>").waitFor());
  await lookAt(browser, `${weir.url}/task-runs/${miss!.task_run_id}`, "task-run-cached", (each) =>
    each.getByText("Miss:").waitFor(),
  );
});
