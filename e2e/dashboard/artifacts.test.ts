/** Artifacts as people meet them: the latest of each key, what is in them, and their versions. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
const ids: Record<string, string> = {};

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  const make = async (key: string, type: string, data: unknown): Promise<void> => {
    ids[key] = (await api.artifacts.create({ key, type, data })).id!;
  };
  await make("report", "markdown", "# Version 1");
  ids["first report"] = ids["report"]!;
  await make(
    "report",
    "markdown",
    "# Version 2\n\n<script>window.pwned = 1</script>\n\n[x](javascript:window.pwned=1)",
  );
  const rows = Array.from({ length: 5000 }, (_, index) => ({ airport: `A${index}`, flights: index * 3 }));
  await make("flights", "table", JSON.stringify(rows));
  await make("import", "progress", 25);
  await make("chart", "image", "https://example.org/chart.png");
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

test("the list of artifacts is sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/artifacts`, "artifacts", (page) =>
    page.getByRole("row").filter({ hasText: "flights" }).waitFor(),
  );
});

test("text and tables are sound", { timeout: 90_000 }, async () => {
  await lookAt(browser, `${weir.url}/artifacts/${ids["report"]}`, "artifact-text", (page) =>
    page.getByRole("heading", { name: "Version 2" }).waitFor(),
  );
  await lookAt(browser, `${weir.url}/artifacts/${ids["flights"]}`, "artifact-table", (page) =>
    page.getByRole("cell", { name: "A3", exact: true }).waitFor(),
  );
});

test("what an artifact carries cannot act, and no picture is fetched from elsewhere", async () => {
  await using view = await openView(browser, `${weir.url}/artifacts/${ids["report"]}`);
  await view.page.getByRole("heading", { name: "Version 2" }).waitFor();
  expect(await view.page.evaluate("'pwned' in window")).toBe(false);
  expect(await view.page.locator('a[href^="javascript"]').count()).toBe(0);
  await using image = await openView(browser, `${weir.url}/artifacts/${ids["chart"]}`);
  await image.page.getByRole("link", { name: "https://example.org/chart.png" }).waitFor();
  expect([...view.problems, ...image.problems]).toEqual([]);
});

test("of a table of 5,000 rows only those in view are in the page", async () => {
  await using view = await openView(browser, `${weir.url}/artifacts/${ids["flights"]}`);
  const { page } = view;
  await page.getByText("A table of 5,000 rows").waitFor();
  const table = page.getByRole("table", { name: "5000 rows" });
  expect(await table.getByRole("row").count()).toBeLessThan(80);
  await table.getByRole("rowgroup").last().press("End");
  await table.getByRole("cell", { name: "A4999" }).waitFor();
  expect(view.problems).toEqual([]);
});

test("an old version says that there is a newer one; a progress goes on by itself", async () => {
  await using view = await openView(browser, `${weir.url}/artifacts/${ids["first report"]}`);
  await view.page.getByRole("link", { name: "There is a newer version." }).click();
  await view.page.getByRole("heading", { name: "Version 2" }).waitFor();
  await using progress = await openView(browser, `${weir.url}/artifacts/${ids["import"]}`);
  const bar = progress.page.getByRole("progressbar");
  await bar.waitFor();
  await api.artifacts.update({ id: ids["import"]! }, { data: 60 });
  await progress.page.getByText("60 %").first().waitFor();
  expect([...view.problems, ...progress.problems]).toEqual([]);
});

test("the filters are in the address; what is not there says so", async () => {
  await using view = await openView(browser, `${weir.url}/artifacts?type=table`);
  const { page } = view;
  await page.getByText("1 artifact", { exact: true }).waitFor();
  await page.getByRole("searchbox").fill("nothing");
  await page.getByText("No artifact matches").waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("nothing");
  await using gone = await openView(browser, `${weir.url}/artifacts/00000000-0000-4000-8000-000000000000`);
  await gone.page.getByText("There is no such artifact").waitFor();
});
