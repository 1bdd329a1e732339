import { paint } from "./colours.ts";

/** Names and values, one a line, values in one column. Those without a value are left out. */
export function properties(entries: Readonly<Record<string, string | undefined>>): string {
  const shown = Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${paint("dim", name.padEnd(width))}  ${indented(value, width + 2)}`).join("\n");
}

const indented = (text: string, by: number): string => text.replaceAll("\n", `\n${" ".repeat(by)}`);
