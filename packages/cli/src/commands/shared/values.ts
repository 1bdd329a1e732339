/** Values that are given on the command line. */
import { InvalidArgumentError } from "commander";

export type Values = Readonly<Record<string, unknown>>;

/** Adds `name=value` to those before it; the value as JSON where it is. */
export function assignment(text: string, before: Values): Values {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("It has to be a name, =, and a value.");
  return { ...before, [text.slice(0, at)]: parsed(text.slice(at + 1)) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function jsonObject(text: string): Values {
  const value = parsed(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  throw new InvalidArgumentError("It has to be a JSON object.");
}
