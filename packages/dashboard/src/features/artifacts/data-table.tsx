import type { ReactElement } from "react";
import { VirtualList } from "../../ui/virtual-list.tsx";
import type { TableData } from "../run/panels/artifact-table.tsx";

interface Row {
  readonly index: number;
  readonly cells: readonly unknown[];
}

/** Pixels that a column takes at least. */
const LEAST = 120;

/** A table artifact of any length: only rows in view are in the page. */
export function DataTable({ table: { columns, rows } }: { readonly table: TableData }): ReactElement {
  const numbered: readonly Row[] = rows.map((cells, index) => ({ index, cells }));
  return (
    <div className="overflow-x-auto border-y bg-panel" tabIndex={0} role="region" aria-label="Table">
      <div className="flex h-[28rem] flex-col" style={{ minWidth: columns.length * LEAST }}>
        <VirtualList
          label={`${rows.length} rows`}
          head={columns.map((label) => ({ label, className: "truncate" }))}
          columns="grid items-center gap-x-4 px-6 max-sm:px-3"
          tracks={`repeat(${Math.max(1, columns.length)}, minmax(0, 1fr))`}
          rows={numbered}
          idOf={({ index }) => String(index)}
          height={32}
          phoneHeight={32}
          render={({ cells }) =>
            columns.map((name, column) => (
              <span key={name} role="cell" className="num truncate">
                {textOf(cells[column])}
              </span>
            ))
          }
        />
      </div>
    </div>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
