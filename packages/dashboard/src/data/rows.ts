/** Keeping lists of wire objects true while patches and answers of requests overtake each other. */

/** When a row was last changed: in one list all are texts of the wire, or all are numbers. */
type Changed = string | number;

interface Row {
  readonly id: string;
  readonly updated: Changed | null;
}

const notBefore = (a: Changed, b: Changed): boolean => (typeof a === "number" ? a >= Number(b) : a >= String(b));

/** True if `candidate` may replace `known`: the server's `updated` never runs backwards. */
export const isNewer = (candidate: Row, known: Row): boolean =>
  candidate.updated === null || known.updated === null || notBefore(candidate.updated, known.updated);

/** The rows with each change in its place, new ones at the end; the very same array if nothing changed. */
export function upsert<T extends Row>(rows: readonly T[], changes: readonly T[]): readonly T[] {
  if (changes.length === 0) return rows;
  const index = new Map(rows.map((row, at) => [row.id, at]));
  let result: T[] | undefined;
  for (const change of changes) {
    const at = index.get(change.id);
    if (at === undefined) {
      result ??= [...rows];
      index.set(change.id, result.push(change) - 1);
    } else if (isNewer(change, (result ?? rows)[at] as T)) {
      result ??= [...rows];
      result[at] = change;
    }
  }
  return result ?? rows;
}
