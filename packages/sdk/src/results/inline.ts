/**
 * Small results travel in the state itself, as plain JSON: whoever reads the state has the value, the Python client too.
 *
 * R1  What is kept is a copy made at once: the value may be changed by its owner before it is sent.
 * R2  Reading gives back an equal value or there is nothing to read. What JSON would change (a Date, a Map, a class,
 *     NaN, `undefined` among members) is not kept inline.
 */
import { isPlainObject } from "../futures/inputs.ts";

/** Values whose JSON is longer are not kept inline. */
const LIMIT = 16_384;

/**
 * Stands for `undefined`, for `null`, and for a value that would be taken for something else: the wire uses `null`
 * for "nothing kept", and objects with certain keys for results that lie elsewhere.
 */
const WRAPPED = "weir.value";
const RESERVED = ["type", "storage_key", "artifact_type", "artifact_key", "artifact_description"];

class NotInline extends Error {}

/** What to keep of a value; `null` if it cannot be kept inline. */
export function inline(value: unknown): unknown {
  if (value === undefined) return UNDEFINED;
  if (value === null) return NULL;
  const budget = { left: LIMIT };
  try {
    const copy = copied(value, budget, 0);
    return isReserved(copy) ? { type: WRAPPED, value: copy } : copy;
  } catch (error) {
    if (error instanceof NotInline) return null;
    throw error;
  }
}

const UNDEFINED = Object.freeze({ type: WRAPPED });
const NULL = Object.freeze({ type: WRAPPED, value: null });

const isReserved = (value: unknown): boolean =>
  typeof value === "object" && value !== null && RESERVED.some((key) => Object.hasOwn(value, key));

/** The value that was kept, if it was kept inline. */
export function inlined(data: unknown): { readonly value: unknown } | undefined {
  if (data == null) return undefined;
  if (!isReserved(data)) return { value: data };
  const { type, value } = data as { type?: unknown; value?: unknown };
  return type === WRAPPED ? { value } : undefined;
}

function copied(value: unknown, budget: { left: number }, depth: number): unknown {
  if ((budget.left -= 8) < 0 || depth > 32) throw new NotInline();
  if (typeof value === "string") {
    if ((budget.left -= value.length) < 0) throw new NotInline();
    return value;
  }
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0)) return value;
  if (typeof value !== "object") throw new NotInline();
  if (Array.isArray(value)) return value.map((item) => copied(item, budget, depth + 1));
  if (!isPlainObject(value)) throw new NotInline();
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    budget.left -= key.length;
    copy[key] = copied(value[key], budget, depth + 1);
  }
  return copy;
}
