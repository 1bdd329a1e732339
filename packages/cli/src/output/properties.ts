import { paint } from "./colours.ts";
import { harmless } from "./text.ts";

/** A text of others, or our own with colours in it. */
export type PropertyValue = string | { readonly painted: string } | undefined;

/** Names and values, one a line, values in one column. Those without a value are left out. */
export function properties(entries: Readonly<Record<string, PropertyValue>>): string {
  const shown = Object.entries(entries).filter((entry): entry is [string, NonNullable<PropertyValue>] => !!entry[1]);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => {
      const text = typeof value === "string" ? harmless(value) : value.painted;
      return `${paint("dim", name.padEnd(width))}  ${text.replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`;
    })
    .join("\n");
}
