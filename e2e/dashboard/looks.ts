/** Each page is looked at in both themes, on a desktop and on a phone. */
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { accessibilityFaults, DESKTOP, keepPicture, type Look, openView, PHONE } from "./browser.ts";

export const LOOKS: readonly (Look & { readonly name: string })[] = (["light", "dark"] as const).flatMap((theme) => [
  { theme, size: DESKTOP, name: `${theme}-desktop` },
  { theme, size: PHONE, name: `${theme}-phone` },
]);

/** Opens the page in every look; once `sign` has seen it, it must fit, be accessible, and have had no problems. */
export async function lookAt(
  browser: Browser,
  address: string,
  name: string,
  sign: (page: Page) => Promise<unknown>,
): Promise<void> {
  for (const look of LOOKS) {
    await using view = await openView(browser, address, look);
    const { page, problems } = view;
    await sign(page);
    await keepPicture(page, `${name}-${look.name}`);
    expect(await accessibilityFaults(page), look.name).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), `${look.name} fits`).toBe(false);
    expect(problems, look.name).toEqual([]);
  }
}
