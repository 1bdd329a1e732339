/** What a schema may say of an integer's size already. */
const BOUNDS = {
  maximum: ["maximum", "exclusiveMaximum"],
  minimum: ["minimum", "exclusiveMinimum"],
} as const;

/**
 * The schema, with every integer in it kept to those that JavaScript holds exactly. A larger one would be stored
 * rounded, and SQLite's driver refuses to read it back.
 */
export function withSafeIntegers<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withSafeIntegers) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withSafeIntegers(value)]));
  if (copy["type"] !== "integer") return copy as T;
  const lacks = (names: readonly string[]): boolean => names.every((name) => !(name in copy));
  return {
    ...copy,
    ...(lacks(BOUNDS.minimum) && { minimum: Number.MIN_SAFE_INTEGER }),
    ...(lacks(BOUNDS.maximum) && { maximum: Number.MAX_SAFE_INTEGER }),
  } as T;
}
