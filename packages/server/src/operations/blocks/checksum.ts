/**
 * The checksum by which clients recognise the schema of a block: that of the reference, bit for bit (spec EVENTS-BLOCKS,
 * 3.2). It is a hash of Python's way to write JSON, so a number counts as it was written: `1.0` is not `1`.
 */
import { createHash } from "node:crypto";

type Json = { readonly [key: string]: unknown };

/** A number as it stood in the text. */
class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON, keeping numbers as they are written. */
export const parseAsWritten = (text: string): unknown =>
  // The third argument is newer than the types know.
  (JSON.parse as (text: string, reviver: (key: string, value: unknown, at: { source?: string }) => unknown) => unknown)(
    text,
    (_key, value, { source }) => (typeof value === "number" ? new WrittenNumber(source!) : value),
  );

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof WrittenNumber);

/** What secrets a schema has is no part of what it is. Only objects are searched, as in the reference. */
const withoutSecrets = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => (key === "secret_fields" ? [] : [[key, withoutSecrets(item)]])),
      )
    : value;

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "$ref" && typeof item === "string" ? [item] : referencesIn(item),
  );
}

/** The definitions that something refers to, directly or not, but for those of other blocks. */
function plainDefinitions(value: unknown, definitions: Json, found: Record<string, unknown> = {}): Json {
  for (const reference of referencesIn(value)) {
    const name = reference.replace("#/definitions/", "");
    const definition = definitions[name];
    if (!isObject(definition) || Object.keys(definition).length === 0 || name in found) continue;
    if (definition["block_type_slug"] != null) continue;
    found[name] = definition;
    plainDefinitions(definition, definitions, found);
  }
  return found;
}

const byCodePoint = (a: string, b: string): number => {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

/** A number as Python writes it. */
function pythonNumber(text: string): string {
  if (!/[.eE]/.test(text)) return text;
  const value = Number(text);
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16))
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  if (Number.isInteger(value)) return `${Object.is(value, -0) ? "-0" : BigInt(value)}.0`;
  // JavaScript turns to exponents sooner at the small end.
  return Math.abs(value) >= 1e-6 ? String(value) : value.toFixed(-power + digits.replace(/\D/g, "").length - 1);
}

const pythonString = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** JSON as Python's `json.dumps(value, sort_keys=True)` writes it. */
function pythonJson(value: unknown): string {
  if (value instanceof WrittenNumber) return pythonNumber(value.text);
  if (typeof value === "number") return pythonNumber(String(value));
  if (typeof value === "string") return pythonString(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `{${entries.map(([key, item]) => `${pythonString(key)}: ${pythonJson(item)}`).join(", ")}}`;
}

/** @param fields the schema, best as `parseAsWritten` gives it */
export function blockSchemaChecksum(fields: unknown): string {
  const hashed = withoutSecrets(fields) as Record<string, unknown>;
  const { definitions } = hashed;
  if (isObject(definitions) && Object.keys(definitions).length > 0) {
    const plain = plainDefinitions(hashed, definitions);
    if (Object.keys(plain).length > 0) hashed["definitions"] = plain;
    else delete hashed["definitions"];
  }
  return `sha256:${createHash("sha256")
    .update(pythonJson([[hashed], {}]))
    .digest("hex")}`;
}
