/**
 * Tables for people. On a terminal no line is longer than it is wide: what may shrink is cut, and a column that can be
 * spared (the id, mostly: names do for most commands) is left out where nothing else helps. Elsewhere nothing is cut.
 */
import { paint, type Style } from "./colours.ts";
import { oneLine, shorten, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  /** Columns below which it is not cut; without it, it is never cut. */
  readonly least?: number;
  /** Left out if the terminal is too narrow for all. */
  readonly spare?: true;
  readonly right?: true;
}

/** A text, or one in a colour. */
export type Cell = string | { readonly text: string; readonly style: Style };

const GAP = 2;

/** Columns of the terminal; none where the output goes elsewhere. */
export const terminalWidth = (): number | undefined =>
  process.stdout.isTTY ? Math.max(20, process.stdout.columns) : undefined;

/** Rows under a line of titles, without any frame. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  room: number | undefined = terminalWidth(),
): string {
  const texts = rows.map((row) => row.map((cell) => oneLine(typeof cell === "string" ? cell : cell.text)));
  const natural = columns.map(({ title }, at) => Math.max(widthOf(title), ...texts.map((row) => widthOf(row[at]!))));
  const { shown, widths } = layOut(columns, natural, room);
  const line = (cells: readonly string[], dress: (text: string, at: number) => string): string =>
    shown
      .map((at, place) => {
        const text = shorten(cells[at]!, widths[at]!);
        const padding = " ".repeat(widths[at]! - widthOf(text));
        const last = place === shown.length - 1;
        return columns[at]!.right ? padding + dress(text, at) : dress(text, at) + (last ? "" : padding);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const lines = [
    line(titles, (text) => paint("bold", text)),
    ...rows.map((row, index) =>
      line(texts[index]!, (text, at) => {
        const cell = row[at]!;
        return typeof cell === "string" ? text : paint(cell.style, text);
      }),
    ),
  ];
  const hidden = columns.filter((_, at) => !shown.includes(at)).map(({ title }) => title);
  if (hidden.length > 0) lines.push(paint("dim", `Too narrow for: ${hidden.join(", ")} (--json has all).`));
  return lines.join("\n");
}

interface Layout {
  /** Which columns are shown, by index. */
  readonly shown: readonly number[];
  readonly widths: readonly number[];
}

function layOut(columns: readonly Column[], natural: readonly number[], room: number | undefined): Layout {
  const all = columns.map((_, at) => at);
  if (room === undefined) return { shown: all, widths: natural };
  // First what can be spared stays, then it goes; the widest thing gives way first, down to its least width.
  for (const shown of [all, all.filter((at) => !columns[at]!.spare)]) {
    const widths = [...natural];
    const excess = (): number => shown.reduce((sum, at) => sum + widths[at]!, GAP * (shown.length - 1)) - room;
    while (excess() > 0) {
      const [widest] = shown
        .filter((at) => widths[at]! > (columns[at]!.least ?? Number.POSITIVE_INFINITY))
        .sort((a, b) => widths[b]! - widths[a]!);
      if (widest === undefined) break;
      widths[widest]! -= 1;
    }
    if (excess() <= 0 || shown.length < all.length || !columns.some(({ spare }) => spare)) return { shown, widths };
  }
  throw new Error("unreachable: the last round always returns");
}
