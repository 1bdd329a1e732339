import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { type Cell, type Column, table } from "./table.ts";
import { widthOf } from "./text.ts";

const COLUMNS: readonly Column[] = [
  { title: "ID", spare: true },
  { title: "Flow", least: 6 },
  { title: "Name", least: 8 },
  { title: "State" },
];
const ROWS: readonly (readonly Cell[])[] = [
  ["0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3e", "etl", "brave-otter", { text: "Completed", style: "green" }],
  ["0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3f", "データの流れ", "a-name\nof two\u001b[31m\u0002 lines", "Late"],
];
const lines = (room?: number): string[] => stripVTControlCharacters(table(COLUMNS, ROWS, room)).split("\n");

it("stands in columns, nothing cut, where there is no terminal", () => {
  expect(lines()).toEqual([
    "ID                                    Flow          Name                  State",
    "0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3e  etl           brave-otter           Completed",
    "0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3f  データの流れ  a-name of two␂ lines  Late",
  ]);
});

it.each([120, 80, 70, 40, 30])("fits into %d columns", (room) => {
  for (const line of lines(room).slice(0, -1)) expect(widthOf(line)).toBeLessThanOrEqual(room);
});

it("cuts what is widest before it spares a column", () => {
  expect(lines(72)).toEqual([
    "ID                                    Flow        Name         State",
    "0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3e  etl         brave-otter  Completed",
    "0196a8f0-2c11-7b5e-9d2c-0c9f4b8a1d3f  データの…   a-name of…   Late",
  ]);
});

it("says which column is left out", () => {
  expect(lines(50)).toEqual([
    "Flow          Name                  State",
    "etl           brave-otter           Completed",
    "データの流れ  a-name of two␂ lines  Late",
    "Too narrow for: ID (--json has all).",
  ]);
});
