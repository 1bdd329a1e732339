/**
 * Recorded exchanges of the unmodified Python client and CLI, played against a server of their own each: status, keys,
 * values, order and socket messages must be what the reference answered.
 */
import { globSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase, freePort } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { runTool } from "../tool.ts";

const TRACES = globSync("traces/*.jsonl", { cwd: fileURLToPath(new URL(".", import.meta.url)) }).sort();

const SERVER = "node --conditions=weir-source packages/weir/bin/weir.js server start --port {port} --no-ui";

// Both databases answer the same queries; these traces ask the most of them.
const ON_POSTGRES = /15-work-pools|16-worker|20-background|21-automations|23-filters|27-event-stream|34-records|35-queues/;

// To a trigger that is none the reference names each kind that it is not; we name what is wrong with the kind it says it is.
const flagsOf = (trace: string): string[] => (trace.includes("21-automations") ? ["--lenient-422"] : []);

const DAY = 86_400_000;
const CLOCK = fileURLToPath(new URL("shifted-clock.mjs", import.meta.url));

/** One of the traces counts the events of two hours by day: recorded within one day, it is played around its noon. */
const clockOf = (trace: string): NodeJS.ProcessEnv =>
  trace.includes("27-event-stream")
    ? { NODE_OPTIONS: `--import=${CLOCK}`, WEIR_SHIFTED_CLOCK: String(DAY / 2 - (Date.now() % DAY)) }
    : {};

async function replay(trace: string, environment: string): Promise<void> {
  const spawn = `env WEIR_HOME={home} ${environment} ${SERVER}`;
  const file = fileURLToPath(new URL(trace, import.meta.url));
  const port = String(await freePort());
  const args = ["--retry", "4", ...flagsOf(trace), "--spawn", spawn, "--port", port, file];
  await runTool("wire/replay.mjs", args, clockOf(trace));
}

// One of its lists is sorted by names, and one of those names is made up by the server: it rarely sorts elsewhere.
const retriesOf = (trace: string): number => (trace.includes("23-filters") ? 2 : 0);

test("there are traces to replay", () => {
  expect(TRACES.length).toBeGreaterThan(10);
});

describe("on SQLite", { concurrent: true, timeout: 180_000 }, () => {
  for (const trace of TRACES) test(basename(trace), { retry: retriesOf(trace) }, () => replay(trace, ""));
});

describe("on PostgreSQL", { concurrent: true, timeout: 180_000 }, () => {
  for (const trace of TRACES.filter((candidate) => ON_POSTGRES.test(candidate))) {
    test(basename(trace), { retry: retriesOf(trace) }, async () => {
      await using database = await createDatabase("postgres");
      await replay(trace, `WEIR_SERVER_DATABASE_URL=${database.url}`);
    });
  }
});
