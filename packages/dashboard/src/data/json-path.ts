/** Values within a JSON value, by their path. Nothing is changed in place, and nothing else is touched. */
import type { Path } from "./json-text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return typeof key === "number" ? found[key] : undefined;
    return isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }, value);
}

/** The value with another one at a path; `undefined` takes away what is there. */
export function withAt(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (Array.isArray(value)) {
    const index = Number(key);
    const item = withAt(value[index], rest, next);
    return item === undefined ? value.toSpliced(index, 1) : value.toSpliced(index, 1, item);
  }
  const object = isObject(value) ? value : {};
  const { [key]: old, ...others } = object;
  const item = withAt(old, rest, next);
  if (item === undefined) return others;
  // A key that is there keeps its place among the others.
  return Object.hasOwn(object, key) ? { ...object, [key]: item } : { ...others, [key]: item };
}

/** The list with the item at one place moved to another. */
export const moved = <T>(list: readonly T[], from: number, to: number): T[] =>
  list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);

/** Whether two JSON values are the same; the order of keys is no matter. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
