/** The value of a variable as it is typed. Pure, so that the reading can be tested. */

/** What is no JSON is a text; `"12"` is the text, `12` the number. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Text that `readValue` reads as the value. */
export function writeValue(value: unknown): string {
  if (typeof value === "string")
    return typeof readValue(value) === "string" && readValue(value) === value ? value : JSON.stringify(value);
  return JSON.stringify(value, null, 2);
}

/** What it will be, in a word. */
export function kindOfValue(value: unknown): string {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  return { string: "text", number: "a number", boolean: "true or false" }[typeof value as string] ?? typeof value;
}
