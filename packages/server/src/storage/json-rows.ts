/**
 * Rows as one JSON text, for PostgreSQL's `json_populate_recordset`. The texts of columns that hold JSON become part of it
 * as they are.
 */
export const asJsonRows = (rows: readonly object[], jsonColumns: ReadonlySet<string>): string =>
  `[${rows
    .map(
      (row) =>
        `{${Object.entries(row)
          .map(([name, value]) => `"${name}":${jsonColumns.has(name) ? (value ?? "null") : JSON.stringify(value)}`)
          .join()}}`,
    )
    .join()}]`;
