/** Each page is looked at in both themes, on a desktop and on a phone. */
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, openView, PHONE } from "./browser.ts";

const LOOKS = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

/**
 * Opens the page and turns it to every look; once `sign` has seen it there, it must fit and be accessible, and in the
 * end have had no problems.
 */
export async function lookAt(
  browser: Browser,
  address: string,
  name: string,
  sign: (page: Page) => Promise<unknown>,
): Promise<void> {
  await using view = await openView(browser, address);
  const { page, problems } = view;
  for (const look of LOOKS) {
    const [width, height] = look.size;
    await page.emulateMedia({ colorScheme: look.theme });
    await page.setViewportSize({ width, height });
    await page.locator(`html[data-theme="${look.theme}"]`).waitFor();
    await sign(page);
    await keepPicture(page, `${name}-${look.name}`);
    expect(await accessibilityFaults(page), look.name).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), `${look.name} fits`).toBe(false);
  }
  expect(problems).toEqual([]);
}
