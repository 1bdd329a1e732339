/** Runs as a file for spreadsheets. */
import type { FlowRunResponse } from "@weir/contract";

const COLUMNS = [
  "id",
  "name",
  "flow_id",
  "deployment_id",
  "state_type",
  "state_name",
  "expected_start_time",
  "start_time",
  "end_time",
  "total_run_time",
  "run_count",
  "work_pool_name",
  "work_queue_name",
  "parent_task_run_id",
  "tags",
  "parameters",
  "message",
] as const;

/** A row each, below one with the names of the columns; lists and objects as JSON. */
export function runsAsCsv(runs: readonly FlowRunResponse[]): string {
  const rows = runs.map((run) => {
    const values: Readonly<Record<string, unknown>> = { ...run, message: run.state?.message };
    return COLUMNS.map((name) => field(values[name])).join();
  });
  return `${[COLUMNS.join(), ...rows].join("\r\n")}\r\n`;
}

function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A spreadsheet would take it for a formula, and names and messages are other people's.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
