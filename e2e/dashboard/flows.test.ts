/** Flows, task runs and events as people meet them. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { flow, logger, task } from "weir";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { gate, gated, recordOn } from "./flows.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
/** The task run that needed three attempts. */
let retried: string;
let etl: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  recordOn(weir);
  let tries = 0;
  const upload = task({ name: "upload", runName: "upload", retries: 2, retryDelay: 0.01 }, (rows: number) => {
    tries += 1;
    logger().info(`uploading, try ${tries}`);
    if (tries < 3) throw new Error(`the bucket answered 503, try ${tries}`);
    return rows;
  });
  const count = task({ name: "count", runName: "count" }, () => 12);
  await flow({ name: "etl", tags: ["prod"] }, async () => upload(await count()))({});
  await flow({ name: "billing" }, () => {
    throw new TypeError("cannot read invoice 17");
  }).state({});
  const [run] = await api.taskRuns.filter({ task_runs: { name: { any_: ["upload"] } } });
  retried = run!.id;
  const [found] = await api.flows.filter({ flows: { name: { any_: ["etl"] } } });
  etl = found!.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("the list of flows is sound", async () => {
  await lookAt(browser, `${weir.url}/flows`, "flows", (page) =>
    page.getByRole("row").filter({ hasText: "billing" }).getByText("0%").waitFor(),
  );
});

test("a flow is sound", async () => {
  await lookAt(browser, `${weir.url}/flows/${etl}`, "flow", (page) =>
    page.getByText("100%", { exact: true }).waitFor(),
  );
});

test("a task run is sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/task-runs/${retried}`, "task-run", async (page) => {
    await page.getByText("Attempt 3", { exact: true }).waitFor();
    await page.getByRole("log").getByText("uploading, try 3").waitFor();
    await page.getByRole("link", { name: "prefect.task-run.Completed" }).waitFor();
  });
});

test("events are sound, the feed and one of them", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/events`, "events", (page) =>
    page.getByRole("row").filter({ hasText: "prefect.flow-run.Failed" }).waitFor(),
  );
  const { events } = await api.events.filter({ filter: { event: { name: ["prefect.flow-run.Failed"] } } });
  await lookAt(browser, `${weir.url}/events/${events[0]!.id}`, "event", (page) =>
    page.getByRole("link", { name: "flow billing" }).waitFor(),
  );
});

test("a task run tells its attempts, why they failed, and what it was given", async () => {
  await using view = await openView(browser, `${weir.url}/task-runs/${retried}`);
  const { page } = view;
  await page.getByText("completed on attempt 3").waitFor();
  const first = page.getByRole("listitem").filter({ hasText: "Attempt 1" });
  expect(await first.innerText()).toContain("the bucket answered 503, try 1");
  await page.getByText("a value of the code").waitFor();
  expect(view.problems).toEqual([]);
});

test("from a run's timeline to the task run's page and back", async () => {
  const { flow_run_id: run } = await api.taskRuns.read({ id: retried });
  await using view = await openView(browser, `${weir.url}/runs/${run}?task=${retried}`);
  const { page } = view;
  await page.getByRole("link", { name: "Open this task run" }).click();
  await page.waitForURL(`**/task-runs/${retried}`);
  await page
    .getByRole("main")
    .getByRole("link", { name: /^[a-z]+-[a-z]+$/ })
    .click();
  await page.waitForURL(`**/runs/${run}?task=${retried}`);
});

test("flows are gone through by keys, filtered by address, and appear by themselves", async () => {
  await using view = await openView(browser, `${weir.url}/flows`);
  const { page } = view;
  await page.getByText("2 flows").waitFor();
  for (const name of ["billing", "etl"]) {
    await page.keyboard.press("j");
    await page.locator(":focus").filter({ hasText: name }).waitFor();
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "etl", level: 1 }).waitFor();
  await page.goBack();
  await page.getByText("2 flows").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("bill");
  await page.getByText("1 flow", { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("bill");
  await flow({ name: "billing-again" }, () => 1)({});
  await page.getByText("2 flows").waitFor();
  await page.getByRole("link", { name: "billing-again" }).waitFor();
  expect(view.problems).toEqual([]);
});

test("a task run that is watched ends before one's eyes", async () => {
  const held = gate();
  const running = gated(held)();
  await expect.poll(async () => (await api.taskRuns.count({ task_runs: { name: { any_: ["load"] } } })) > 0).toBe(true);
  const [load] = await api.taskRuns.filter({ task_runs: { name: { any_: ["load"] } } });
  await using view = await openView(browser, `${weir.url}/task-runs/${load!.id}`);
  await view.page.getByText("load has been running").waitFor();
  held.open();
  await running;
  await view.page.getByText("load completed in").waitFor();
  expect(view.problems).toEqual([]);
});

test("events arrive by themselves, are held still, and are filtered", async () => {
  await using view = await openView(browser, `${weir.url}/events?q=event:report.*`);
  const { page } = view;
  await page.getByText("No event matches").waitFor();
  const tell = (name: string) =>
    api.events.create([
      {
        id: crypto.randomUUID(),
        occurred: new Date().toISOString(),
        event: name,
        resource: { "prefect.resource.id": "report.daily" },
      },
    ]);
  await tell("other.ready");
  await tell("report.ready");
  await page.getByRole("link", { name: "report.ready" }).waitFor();
  await page.getByRole("button", { name: "Hold still" }).click();
  await tell("report.sent");
  await page.getByRole("button", { name: "Go on, 1 new" }).click();
  await page.getByRole("link", { name: "report.sent" }).waitFor();
  expect(await page.getByText("other.ready").count()).toBe(0);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("link", { name: "other.ready" }).waitFor();
  expect(view.problems).toEqual([]);
});

test("what is not there says so, and a server without runs teaches the first one", async () => {
  const nobody = "00000000-0000-4000-8000-000000000000";
  for (const [path, sign] of [
    [`/flows/${nobody}`, "There is no such flow"],
    [`/task-runs/${nobody}`, "There is no such task run"],
    [`/events/${nobody}`, "There is no such event"],
  ] as const) {
    await using view = await openView(browser, weir.url + path);
    await view.page.getByText(sign).waitFor();
  }
  await using empty = await startWeir();
  await using view = await openView(browser, `${empty.url}/flows`);
  await view.page.getByText("No flows yet").waitFor();
  await view.page.getByLabel("command", { exact: true }).waitFor();
  await using phone = await openView(browser, `${empty.url}/flows`, { size: [390, 844] });
  await phone.page.getByRole("button", { name: "Pages" }).click();
  await phone.page.getByRole("link", { name: "Events" }).click();
  await phone.page.getByRole("heading", { name: "Events", exact: true }).waitFor({ state: "attached" });
});
