/** The picture in the README is of the example that `npm start` runs. */
import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { flightDelays } from "../../examples/flight-delays/flow.ts";
import { keepPicture, openBrowser, openView } from "./browser.ts";
import { recordOn } from "./flows.ts";

const PICTURE = fileURLToPath(new URL("../../docs/images/run-page.png", import.meta.url));

test("the picture of the README can be taken", async () => {
  await using weir = await startWeir();
  recordOn(weir);
  await flightDelays({});
  await using browser = await openBrowser();
  await using view = await openView(browser, `${weir.url}/runs`, { size: [1360, 820], sharpness: 2 });
  const { page } = view;
  await page.getByRole("row").filter({ hasText: "flight-delays" }).getByRole("link").click();
  await page.getByRole("row", { name: /^late-hours/ }).waitFor();
  await page.getByRole("log").getByText("stands out").waitFor();
  await page.mouse.move(0, 0);
  const taken = await keepPicture(page, "run-page");
  expect(view.problems).toEqual([]);
  // No two runs take the same time to the pixel: the one in the repository is replaced only on purpose.
  if (process.env["UPDATE_PICTURES"] || !existsSync(PICTURE)) await copyFile(taken, PICTURE);
});
