/** Inputs of steps, checked: they come from files that people write. */
import type { Inputs } from "./types.ts";

/** @throws TypeError if it is there, and no text */
export function textIn(inputs: Inputs, name: string): string | undefined {
  const value = inputs[name];
  if (value == null || value === "") return undefined;
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw new TypeError(`${name} is to be a text, not ${JSON.stringify(value)}`);
  return value;
}

/** @throws TypeError if it is not there, or no text */
export function neededIn(inputs: Inputs, name: string): string {
  const value = textIn(inputs, name);
  if (value === undefined) throw new TypeError(`${name} is missing`);
  return value;
}

/** @throws TypeError for inputs that the step does not have */
export function onlyThese(inputs: Inputs, known: readonly string[]): void {
  const unknown = Object.keys(inputs).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`there is no input ${JSON.stringify(unknown)}; there are ${known.join(", ")}`);
}
