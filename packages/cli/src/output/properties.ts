import { paint } from "./colours.ts";
import { terminalWidth } from "./table.ts";
import { harmless, widthOf } from "./text.ts";
import { folded } from "./wrapped.ts";

/** A text of others, or our own with colours in it. */
export type PropertyValue = string | { readonly painted: string } | undefined;

/** Names and values, one a line, values in one column, as wide as the terminal is. Those without a value are left out. */
export function properties(
  entries: Readonly<Record<string, PropertyValue>>,
  room = terminalWidth() ?? Number.POSITIVE_INFINITY,
): string {
  const shown = Object.entries(entries).filter((entry): entry is [string, NonNullable<PropertyValue>] => !!entry[1]);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => {
      const lines = typeof value === "string" ? foldedLines(harmless(value), room - width - GAP) : [value.painted];
      return `${paint("dim", name.padEnd(width))}${" ".repeat(GAP)}${lines.join(`\n${" ".repeat(width + GAP)}`)}`;
    })
    .join("\n");
}

const GAP = 2;

const foldedLines = (text: string, width: number): string[] =>
  text.split("\n").flatMap((line) => (widthOf(line) <= width ? line : folded(line, width)));
