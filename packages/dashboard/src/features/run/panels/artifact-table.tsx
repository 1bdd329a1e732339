import clsx from "clsx";
import type { ReactElement } from "react";
import { Json } from "../../../ui/json.tsx";

export interface TableData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** More rows than this are not put into the page. */
const MOST = 200;

export function ArtifactTable({ data }: { readonly data: unknown }): ReactElement {
  const table = readTable(data);
  if (!table) return <Json value={data} />;
  const numeric = table.columns.map((_, column) => table.rows.every((row) => isNumber(row[column])));
  return (
    <div className="-mx-4 -mb-4 overflow-x-auto border-t first:-mt-4 first:border-t-0">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b text-xs text-ink-3">
            {table.columns.map((name, column) => (
              <th key={name} scope="col" className={clsx("px-4 py-2 font-medium", numeric[column] && "text-right")}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MOST).map((row, index) => (
            <tr key={index} className="border-b border-line/60 last:border-0 hover:bg-hover">
              {row.map((cell, column) => (
                <td key={column} className={clsx("px-4 py-1.5", numeric[column] && "num text-right")}>
                  {typeof cell === "object" ? <Json value={cell} /> : String(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > MOST && (
        <p className="border-t px-4 py-2 text-xs text-ink-3">
          The first {MOST} of {table.rows.length} rows.
        </p>
      )}
    </div>
  );
}

const isNumber = (value: unknown): boolean =>
  typeof value === "number" || value === null || (typeof value === "string" && /^[-+]?[\d.,]+\s?%?$/.test(value));

/** A table artifact is JSON text: a list of rows as objects or lists, or lists of values by column. */
export function readTable(data: unknown): TableData | undefined {
  let value = data;
  if (typeof value === "string") {
    try {
      value = JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  if (Array.isArray(value)) return fromRows(value);
  if (value === null || typeof value !== "object") return undefined;
  const columns = Object.entries(value as Record<string, unknown>);
  if (!columns.every(([, cells]) => Array.isArray(cells))) return undefined;
  const lists = columns as [string, unknown[]][];
  const length = Math.max(0, ...lists.map(([, cells]) => cells.length));
  return {
    columns: lists.map(([name]) => name),
    rows: Array.from({ length }, (_, index) => lists.map(([, cells]) => cells[index] ?? null)),
  };
}

function fromRows(rows: readonly unknown[]): TableData | undefined {
  if (rows.every((row) => Array.isArray(row))) {
    const width = Math.max(0, ...rows.map((row) => row.length));
    return { columns: Array.from({ length: width }, (_, index) => String(index + 1)), rows };
  }
  if (!rows.every((row) => row !== null && typeof row === "object")) return undefined;
  const records = rows as Record<string, unknown>[];
  const columns = [...new Set(records.flatMap(Object.keys))];
  return { columns, rows: records.map((record) => columns.map((name) => record[name] ?? null)) };
}
