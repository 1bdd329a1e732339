/** Rows as text: ours, what to reach, and the peers beside it. */
import type { Measured, Row, Target } from "../rows/row.ts";
import type { Figure } from "../lib/figure.ts";
import { isMet, ours, peers, timesPrefect } from "./judge.ts";

const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const range = ({ median, min, max, values }: Figure): string =>
  values.length === 1 ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`;

const targetText = ({ atLeast, atMost, timesPrefect: times }: Target): string =>
  [
    atLeast === undefined ? undefined : `≥ ${digits(atLeast)}`,
    atMost === undefined ? undefined : `≤ ${digits(atMost)}`,
    times === undefined ? undefined : `${times}× Prefect`,
  ]
    .filter(Boolean)
    .join(", ");

const errorText = ({ system, errors }: Measured): string[] =>
  Object.entries(errors).map(([what, count]) => `${system}: ${count} × ${what}`);

/** One row as soon as it is measured. */
export function rowText(row: Row): string {
  const figures = row.measured.map(({ system, figure, cpuPerOperation, p99, load }) => {
    const more = [
      cpuPerOperation && `${digits(cpuPerOperation.median)} µs of processor each`,
      p99 && `p99 ${digits(p99.median)} ms`,
      `load ${load}`,
    ];
    return `  ${system.padEnd(8)} ${range(figure)} ${row.unit}; ${more.filter(Boolean).join(", ")}`;
  });
  return [row.name, ...figures, ...row.measured.flatMap(errorText).map((line) => `  ! ${line}`)].join("\n");
}

const HEADER = ["", "Weir", "", "target", "", "peers", "×", "CPU/op: Weir", "peer"];

function cells(row: Row, all: readonly Row[]): string[] {
  const own = ours(row);
  const met = isMet(row, all);
  const ratio = timesPrefect(row, all);
  return [
    row.name,
    own ? range(own.figure) : "–",
    row.unit,
    row.target ? targetText(row.target) : "",
    met === undefined ? "" : met ? "✓" : "✗",
    peers(row)
      .map(({ system, figure }) => `${system} ${range(figure)}`)
      .join(", "),
    ratio === undefined ? "" : `${digits(ratio)}×`,
    own?.cpuPerOperation ? `${digits(own.cpuPerOperation.median)} µs` : "",
    peers(row)
      .map((peer) => (peer.cpuPerOperation ? `${digits(peer.cpuPerOperation.median)} µs` : ""))
      .join(" "),
  ];
}

export function tableText(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map((row) => cells(row, rows))];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  const errors = rows.flatMap((row) => row.measured.flatMap(errorText).map((line) => `${row.name}: ${line}`));
  return [...table, ...(errors.length > 0 ? ["", "errors", ...errors] : [])].join("\n");
}
