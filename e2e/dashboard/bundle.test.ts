/** The built dashboard keeps to its budget and asks nobody but its own server. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = fileURLToPath(new URL("../../packages/dashboard/dist", import.meta.url));
const KB = 1024;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const manifest = JSON.parse(await readFile(join(DIST, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
const size = async (file: string): Promise<number> => gzipSync(await readFile(join(DIST, file)), { level: 9 }).length;

/** A chunk and all that it loads before it runs. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]!;
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const other of chunk.imports ?? []) filesOf(other, found);
  return found;
}

const sum = async (files: Iterable<string>): Promise<number> =>
  (await Promise.all([...files].map(size))).reduce((total, bytes) => total + bytes, 0);

const ENTRY = Object.keys(manifest).find((name) => manifest[name]!.isEntry)!;

test.each([
  "src/features/runs/runs-page.tsx",
  "src/features/run/run-page.tsx",
  "src/features/deployments/deployments-page.tsx",
  "src/features/deployments/deployment-page.tsx",
  "src/features/home/home-page.tsx",
  "src/features/flows/flows-page.tsx",
  "src/features/flows/flow-page.tsx",
  "src/features/task-run/task-run-page.tsx",
  "src/features/events/events-page.tsx",
  "src/features/events/event-page.tsx",
  "src/features/automations/automations-page.tsx",
  "src/features/automations/automation-page.tsx",
  "src/features/automations/editor/new-page.tsx",
  "src/features/automations/editor/edit-page.tsx",
  "src/features/webhooks/webhooks-page.tsx",
  "src/features/webhooks/webhook-page.tsx",
  "src/features/deliveries/deliveries-page.tsx",
  "src/features/blocks/blocks-page.tsx",
  "src/features/blocks/catalogue-page.tsx",
  "src/features/blocks/create-page.tsx",
  "src/features/blocks/block-page.tsx",
  "src/features/blocks/edit-page.tsx",
  "src/features/cache/cache-page.tsx",
  "src/features/compare/compare-page.tsx",
  "src/features/limits/limits-page.tsx",
  "src/features/limits/limit-page.tsx",
  "src/features/variables/variables-page.tsx",
  "src/features/variables/variable-page.tsx",
  "src/features/artifacts/artifacts-page.tsx",
  "src/features/artifacts/artifact-page.tsx",
  "src/features/work-pools/work-pools-page.tsx",
  "src/features/work-pools/work-pool-page.tsx",
])("the first load of %s is at most 180 KB of script", async (page) => {
  const files = filesOf(page, filesOf(ENTRY));
  expect(await sum(files)).toBeLessThanOrEqual(180 * KB);
});

/** What draws a graph comes with a library that does, for who looks at one alone. */
const mostOf = (name: string): number => (name === "src/features/run/graph/graph.tsx" ? 120 : 90) * KB;

test("what is loaded on demand is at most 90 KB, 120 with the graph, the style sheet at most 20 KB", async () => {
  const first = filesOf(ENTRY);
  for (const name of Object.keys(manifest)) {
    const more = [...filesOf(name)].filter((file) => !first.has(file) && file.endsWith(".js"));
    expect(await sum(more), name).toBeLessThanOrEqual(mostOf(name));
  }
  for (const css of manifest[ENTRY]!.css ?? []) expect(await size(css)).toBeLessThanOrEqual(20 * KB);
});

test("every script and style sheet is there compressed", async () => {
  const names = await readdir(join(DIST, "assets"));
  for (const name of names.filter((file) => /\.(js|css)$/.test(file)))
    expect(names).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]));
});
