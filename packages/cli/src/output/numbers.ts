import { InvalidArgumentError } from "commander";

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It has to be a number above 0.");
}

export function count(text: string): number {
  const value = positiveNumber(text);
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError("It has to be a whole number.");
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("It has to be a number from 0 to 65535.");
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** In seconds. */
export function lengthOfTime(text: string): number {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)\s*([smhd])?$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError("It has to be a number and a unit: 30s, 10m, 2h, 1d.");
  return Number(number) * UNITS[unit]!;
}
