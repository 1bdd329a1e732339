/**
 * Measures Weir beside its peers, in one run: `npm run bench`, with `-- --quick` or `-- --full`, and with the names of
 * groups to measure only those (`-- events filter`).
 *
 * The quick form measures Weir alone, in less than two minutes, and judges only whether everything still works.
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EFFORTS } from "./effort.ts";
import { durability } from "./servers/durability.ts";
import { describeMachine, type Machine } from "./lib/machine.ts";
import { whatIsBroken } from "./report/judge.ts";
import { rowText, tableText } from "./report/table.ts";
import { automationRows } from "./rows/automations.ts";
import { cacheRows } from "./rows/cache.ts";
import { commandRows } from "./rows/commands.ts";
import { dashboardRows } from "./rows/dashboard.ts";
import { eventRows } from "./rows/events.ts";
import { filterRows } from "./rows/filter.ts";
import { flowRows } from "./rows/flows.ts";
import { limitRows } from "./rows/limits.ts";
import { requestRows } from "./rows/requests.ts";
import type { Bench, Row, Rows } from "./rows/row.ts";
import { scheduleRows } from "./rows/schedules.ts";
import { startRows } from "./rows/start.ts";
import { claimRows } from "./rows/claims.ts";
import { workerRows } from "./rows/workers.ts";
import { prefect } from "./servers/prefect.ts";
import { weir } from "./servers/weir.ts";

const GROUPS: Readonly<Record<string, Rows>> = {
  requests: requestRows,
  events: eventRows,
  automations: automationRows,
  flows: flowRows,
  filter: filterRows,
  schedules: scheduleRows,
  claims: claimRows,
  limits: limitRows,
  cache: cacheRows,
  workers: workerRows,
  start: startRows,
  commands: commandRows,
  dashboard: dashboardRows,
};

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    /** Where the quick form leaves its counts, in the form of vitest's reports. */
    report: { type: "string" },
  },
});
const effort = options.quick ? "quick" : options.full ? "full" : "usual";

/** Groups that could not be measured. */
const failures: string[] = [];

async function measureAll(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, group] of Object.entries(GROUPS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    try {
      for await (const row of group(bench)) {
        rows.push(row);
        console.log(rowText(row));
      }
    } catch (error) {
      // One group less: the others are still worth their minutes.
      console.error(`✗ ${name}:`, error);
      failures.push(name);
    }
  }
  return rows;
}

interface Result {
  readonly taken: string;
  readonly effort: string;
  readonly machine: Machine;
  readonly databases: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

function saveResult(result: Result): string {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.taken.slice(0, 16).replaceAll(":", "")}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

function reportQuick(rows: readonly Row[]): void {
  const broken = rows.flatMap((row) => {
    const what = whatIsBroken(row);
    return what === undefined ? [] : [`${row.name}: ${what}`];
  });
  for (const line of broken) console.error(`✗ ${line}`);
  const passed = rows.length - broken.length;
  const failed = broken.length + failures.length;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  if (options.report) {
    const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0 };
    writeFileSync(options.report, JSON.stringify({ ...counts, testResults: [] }));
  }
}

async function main(): Promise<void> {
  const taken = new Date().toISOString();
  const machine = describeMachine();
  const root = mkdtempSync(join(tmpdir(), "weir-bench-"));
  let folders = 0;
  const bench: Bench = {
    effort: EFFORTS[effort],
    systems: options.quick ? [weir] : [weir, prefect],
    folder(name) {
      const path = join(root, `${++folders}-${name}`);
      mkdirSync(path);
      return path;
    },
  };
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  console.log(
    Object.entries(machine)
      .map(([what, value]) => `${what}: ${value}`)
      .join(", "),
  );
  const databases = await durability(bench);
  for (const [system, text] of Object.entries(databases)) console.log(`${system}: ${text}`);
  const rows = await measureAll(bench);
  console.log(`\n${tableText(rows)}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
  if (options.quick) reportQuick(rows);
  else if (wanted.length === 0) console.log(`Written to ${saveResult({ taken, effort, machine, databases, rows })}`);
}

await main();
