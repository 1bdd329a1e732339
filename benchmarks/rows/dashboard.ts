/** How soon the pages of the dashboard are there, in a real browser, and how smoothly a long run moves. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../../e2e/dashboard/browser.ts";
import { figure } from "../lib/figure.ts";
import { seedFlowRuns } from "../servers/seed.ts";
import { seedTaskRuns } from "../servers/seed-tasks.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { weirWithPages } from "../servers/weir.ts";
import { measured, type Bench, type Row } from "./row.ts";

/** Longest wait for a page, in milliseconds. */
const PATIENCE = 20_000;
/** How long the time axis is moved, in milliseconds. */
const MOVED = 3000;
/** Without requests for so long, a page has asked for all it needs, in milliseconds. */
const QUIET = 500;

const RUNS = "[role=row][data-run]";
const TIMELINE = "[role=treegrid] [role=row][aria-level]";
const NODES = "[data-node]";

/** A script that answers the page's time in milliseconds when `selector` is there at least `count` times. */
const until = (selector: string, count = 1): string => `new Promise((resolve, reject) => {
  const end = performance.now() + ${PATIENCE};
  const look = () => performance.now() > end
    ? reject(new Error("it has not come: " + ${JSON.stringify(selector)} + " in " + document.body.innerText.slice(0, 500)))
    : document.querySelectorAll(${JSON.stringify(selector)}).length >= ${count}
    ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})`;

/** A script that presses what `selector` finds and answers how long it took until `then` was there, in milliseconds. */
const pressed = (selector: string, then: string, count = 1): string => `(async () => {
  const from = performance.now();
  document.querySelector(${JSON.stringify(selector)}).click();
  return (await ${until(then, count)}) - from;
})()`;

/** A script that zooms in and out over the time axis and answers the frames per second that were painted meanwhile. */
const ZOOMED = `new Promise((resolve) => {
  const grid = document.querySelector("[role=treegrid]");
  const { right, top } = grid.getBoundingClientRect();
  const at = { clientX: right - 200, clientY: top + 100, bubbles: true, cancelable: true };
  const from = performance.now();
  let frames = 0;
  const step = (now) => {
    if (now - from > ${MOVED}) return resolve((frames * 1000) / (now - from));
    frames += 1;
    const way = frames % 60 < 30 ? { deltaY: -25, ctrlKey: true } : { deltaY: 20, shiftKey: true };
    grid.dispatchEvent(new WheelEvent("wheel", { ...at, ...way }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

interface Load {
  readonly page: Page;
  /** Requests to the API until the page was quiet. */
  requests(): Promise<number>;
}

/** Opens an address in a browser that knows nothing of it yet. */
async function opened<T>(browser: Browser, address: string, work: (load: Load) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    let [asked, last] = [0, performance.now()];
    page.on("request", (request) => {
      last = performance.now();
      if (request.url().includes("/api/")) asked += 1;
    });
    await page.goto(address);
    const requests = async (): Promise<number> => {
      while (performance.now() - last < QUIET) await sleep(QUIET / 5);
      return asked;
    };
    return await work({ page, requests });
  } finally {
    await context.close();
  }
}

const row = (name: string, unit: string, target: Row["target"], values: readonly number[]): Row => ({
  group: "dashboard",
  name,
  unit,
  ...(target && { target }),
  measured: [measured({ system: "Weir", figure: figure(values) })],
});

export async function* dashboardRows(bench: Bench): AsyncGenerator<Row> {
  const { flowRuns, taskRuns, loads } = bench.effort.pages;
  const home = bench.folder("dashboard");
  await seedFlowRuns(weirWithPages, home, flowRuns);
  const [long, wide] = await seedTaskRuns(weirWithPages, home, [
    { tasks: 20, runsOfEach: taskRuns / 20 },
    { tasks: 50, runsOfEach: 8 },
  ]);
  await using server = await startServer(weirWithPages, home);
  const browser = await openBrowser();
  const often = async <T>(path: string, work: (load: Load) => Promise<T>): Promise<T[]> => {
    const values: T[] = [];
    // The first load only warms up.
    for (let n = 0; n <= loads; n++) values.push(await opened(browser, `${server.url}${path}`, work));
    return values.slice(1);
  };
  try {
    yield* pageRows(often, flowRuns);
    yield* runRows(often, taskRuns, long!, wide!);
    yield row("API calls of one page view, at most", "", { atMost: 6 }, await callsOf(browser, server, long!));
  } finally {
    await browser.close();
  }
}

type Often = <T>(path: string, work: (load: Load) => Promise<T>) => Promise<T[]>;

async function* pageRows(often: Often, flowRuns: number): AsyncGenerator<Row> {
  const firsts = await often("/runs", async ({ page }) => {
    const interactive = await page.evaluate<number>(until(RUNS));
    const painted = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    return { painted, interactive };
  });
  yield row(
    "first content of the dashboard",
    "ms",
    { atMost: 1000 },
    firsts.map(({ painted }) => painted),
  );
  yield row(
    "list of runs usable, from nothing",
    "ms",
    { atMost: 1500 },
    firsts.map(({ interactive }) => interactive),
  );
  const moves = await often("/", async ({ page, requests }) => {
    await requests();
    return page.evaluate<number>(pressed("nav a[href$='/runs']", RUNS));
  });
  yield row(`first rows of ${flowRuns.toLocaleString("en")} runs, after navigation`, "ms", { atMost: 300 }, moves);
}

async function* runRows(often: Often, taskRuns: number, long: string, wide: string): AsyncGenerator<Row> {
  const what = `a run of ${taskRuns.toLocaleString("en")} tasks`;
  const drawn = await often(`/runs/${long}`, ({ page }) => page.evaluate<number>(until(TIMELINE)));
  yield row(`${what}: timeline drawn, from nothing`, "ms", { atMost: 1500 }, drawn);
  const frames = await often(`/runs/${long}`, async ({ page }) => {
    await page.evaluate(until(TIMELINE));
    return page.evaluate<number>(ZOOMED);
  });
  yield row(`${what}: frames while zoomed and panned`, "/s", { atLeast: 50 }, frames);
  const graphs = await often(`/runs/${wide}`, async ({ page, requests }) => {
    await requests();
    return page.evaluate<number>(pressed("[role=tab][id$='-graph']", NODES, 400));
  });
  yield row("graph of 400 nodes, from the tab", "ms", { atMost: 1500 }, graphs);
}

/** The most requests of a page: of those that ask for most. */
async function callsOf(browser: Browser, server: RunningServer, run: string): Promise<number[]> {
  const calls: number[] = [];
  for (const path of ["/", "/runs", `/runs/${run}`, "/flows", "/deployments", "/work-pools", "/events", "/automations"])
    calls.push(await opened(browser, `${server.url}${path}`, ({ requests }) => requests()));
  return [Math.max(...calls)];
}
