/**
 * A text that is equal for equal values: what a cached or a finished call is known by.
 *
 * Objects compare by their members whatever their order, maps and sets by their entries. A class takes part with a method
 * `[Symbol.for("weir.key")]()` that gives the value to stand for it.
 */
import { createHash } from "node:crypto";

/** A class says with this method what its instances are known by. */
export const KEY: unique symbol = Symbol.for("weir.key") as never;

/** A value that has no stable key: a function, a class without `[KEY]`, a cycle. */
export class NoKey extends TypeError {
  override readonly name = "NoKey";
}

/**
 * The key of a value: text of bounded length.
 *
 * @throws NoKey if the value has none
 */
export function keyOf(value: unknown): string {
  const text = encode(value, [], "");
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("hex");
}

/** @param place where in the whole it is, as `[1].name`: what has no key is named by it */
function encode(value: unknown, path: readonly object[], place: string): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "function":
    case "symbol":
      throw new NoKey(`a ${typeof value}${at(place)} has no key`);
    case "object":
      return value === null ? "null" : encodeObject(value, path, place);
  }
}

const at = (place: string): string => (place === "" ? "" : ` at ${place}`);

function encodeObject(value: object, outer: readonly object[], place: string): string {
  if (outer.includes(value)) throw new NoKey(`the value${at(place)} contains itself`);
  const path = [...outer, value];
  const inner = (item: unknown) => encode(item, path, place);
  // A hole is no less an item than an undefined one.
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => encode(item, path, `${place}[${index}]`)).join()}]`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof URL) return `URL(${JSON.stringify(value.href)})`;
  if (value instanceof RegExp) return `RegExp(${String(value)})`;
  if (value instanceof Map)
    return `Map(${[...value]
      .map(([key, item]) => `${inner(key)}:${inner(item)}`)
      .sort()
      .join()})`;
  if (value instanceof Set) return `Set(${[...value].map(inner).sort().join()})`;
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name}(${createHash("sha256").update(bytes).digest("hex")})`;
  }
  const hook = (value as { [KEY]?: () => unknown })[KEY];
  if (typeof hook === "function") return `${value.constructor.name}(${inner(hook.call(value))})`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new NoKey(`${value.constructor.name}${at(place)} has no key (give it a method [Symbol.for("weir.key")])`);
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${encode(item, path, `${place}.${key}`)}`).join()}}`;
}
