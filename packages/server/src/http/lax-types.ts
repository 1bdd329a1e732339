/**
 * Text where a number or a boolean belongs, as the reference takes it: `"5"` is 5, `"yes"` is true. Done only for a
 * request that was refused without it.
 */
import type { ErrorObject } from "ajv/dist/2020.js";

const TRUE: ReadonlySet<unknown> = new Set([1, "1", "true", "t", "yes", "y", "on"]);
const FALSE: ReadonlySet<unknown> = new Set([0, "0", "false", "f", "no", "n", "off"]);

function asBoolean(value: unknown): boolean | undefined {
  const plain = typeof value === "string" ? value.toLowerCase() : value;
  if (TRUE.has(plain)) return true;
  return FALSE.has(plain) ? false : undefined;
}

/** What a value means where a type is wanted; undefined if it means nothing there. */
function meaning(type: unknown, value: unknown): unknown {
  if (type === "boolean") return asBoolean(value);
  if (typeof value === "boolean") return type === "integer" || type === "number" ? Number(value) : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (type === "integer") return /^[+-]?\d+(?:\.0*)?$/.test(text) ? Number(text) : undefined;
  if (type === "number") return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
  return undefined;
}

/** The names and places that lead to a value, from the path of an error. */
export const partsOf = (instancePath: string): string[] =>
  instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));

/** Puts what texts mean in their places; answers whether there was any. */
export function readLaxly(root: unknown, errors: readonly ErrorObject[]): boolean {
  let changed = false;
  for (const { keyword, instancePath, params, data } of errors) {
    if (keyword !== "type" || instancePath === "") continue;
    const read = meaning(params["type"], data);
    if (read === undefined) continue;
    const parts = partsOf(instancePath);
    const last = parts.pop()!;
    const parent = parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], root);
    (parent as Record<string, unknown>)[last] = read;
    changed = true;
  }
  return changed;
}
