/** The flight records and airports that the npm package `vega-datasets` carries, read as they are. */
import { csvParse } from "d3-dsv";
import { readFile } from "node:fs/promises";

/** A row of `flights-20k.json`, before anybody has looked at it. */
export type RawFlight = Readonly<Record<string, unknown>>;

export interface Airport {
  readonly name: string;
  readonly city: string;
  readonly state: string;
}

// The package exports its index only; the folder with the data lies beside the one of that.
const file = (name: string): URL => new URL(`../data/${name}`, import.meta.resolve("vega-datasets"));

export async function readFlights(): Promise<RawFlight[]> {
  return JSON.parse(await readFile(file("flights-20k.json"), "utf8")) as RawFlight[];
}

/** Airports by their code. */
export async function readAirports(): Promise<Record<string, Airport>> {
  const rows = csvParse(await readFile(file("airports.csv"), "utf8"));
  return Object.fromEntries(rows.map(({ iata, name = "", city = "", state = "" }) => [iata, { name, city, state }]));
}
