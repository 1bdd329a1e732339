/** A real Chromium, and pages that note everything that goes wrong in them. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SCREENSHOTS = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));

/** The browser of this machine, or the one that an npm package carries. */
export async function openBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: FLAGS });
  const { default: carried } = await import("@sparticuz/chromium");
  return chromium.launch({ executablePath: await carried.executablePath(), args: [...carried.args, ...FLAGS] });
}

export interface Look {
  readonly theme?: "light" | "dark";
  readonly size?: readonly [width: number, height: number];
  /** Pixels of the picture per pixel of the page. */
  readonly sharpness?: number;
}

export interface View extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the console and of scripts, failed requests, answers of 400 and above, requests to other hosts. */
  readonly problems: string[];
}

export const PHONE = [390, 844] as const;
export const DESKTOP = [1440, 900] as const;

/** A page in a fresh context at an address of the server. */
export async function openView(browser: Browser, address: string, look: Look = {}): Promise<View> {
  const [width, height] = look.size ?? DESKTOP;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: look.theme ?? "light",
    deviceScaleFactor: look.sharpness ?? 1,
    // Nothing in a picture is between two states.
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const { origin } = new URL(address);
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || url.startsWith("data:")) return route.continue();
    problems.push(`a request left for ${url}`);
    return route.abort();
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("response", (answer) => {
    if (answer.status() >= 400) problems.push(`${answer.status()} ${answer.url()}`);
  });
  page.on("requestfailed", (request) => {
    // Requests that a newer one has made pointless are given up.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") problems.push(`${reason} ${request.url()}`);
  });
  await page.goto(address);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** What axe finds serious or critical on the page or in a part of it, as lines. */
export async function accessibilityFaults(page: Page, part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (part ? axe.include(part) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
}

/** Keeps a picture of the page in .cache/screenshots; answers where. */
export async function keepPicture(page: Page, name: string): Promise<string> {
  const path = `${SCREENSHOTS}${name}.png`;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path });
  return path;
}
