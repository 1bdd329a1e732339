/** A server with a password lets nobody look in without it. */
import { startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { accessibilityFaults, openBrowser, openView } from "./browser.ts";

test("the password is asked for, checked, and kept for the tab", async () => {
  await using weir = await startWeir({ env: { WEIR_SERVER_AUTH_STRING: "ada:löve" } });
  await using browser = await openBrowser();
  await using view = await openView(browser, `${weir.url}/runs`);
  const { page } = view;
  const field = page.getByLabel("User and password");
  await field.fill("ada:wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The server refused it").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await field.fill("ada:löve");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("No runs yet").waitFor();
  await page.locator('[data-live="live"]').waitFor();
  await page.reload();
  await page.getByText("No runs yet").waitFor();
  expect(view.problems.filter((problem) => !problem.includes("401") && !problem.includes("live"))).toEqual([]);
});
