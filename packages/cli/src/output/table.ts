import Table from "cli-table3";
import { paint } from "./colours.ts";

const CHARS = ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);
const NO_FRAME = { ...Object.fromEntries(CHARS.map((name) => [name, ""])), middle: "  " };

/** Rows under a line of titles, without any frame. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const grid = new Table({
    head: titles.map((title) => paint("bold", title)),
    chars: NO_FRAME,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  grid.push(...rows.map((row) => [...row]));
  return grid.toString().replaceAll(/ +$/gm, "");
}
