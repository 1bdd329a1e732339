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

interface Member {
  readonly name: string;
  /** The name as the text has it. */
  readonly label: string;
}

/** Where the walk through a value is. */
interface Walk {
  /** Objects around, outermost first. */
  readonly around: object[];
  /** Names and indexes that lead here: what has no key is named by them. */
  readonly place: (string | number)[];
  /** By depth, the names of the object that was met last there: as it has them, and in their order. */
  readonly shapes: { readonly names: readonly string[]; readonly members: readonly Member[] }[];
}

/**
 * The key of a value: text of bounded length.
 *
 * @throws NoKey if the value has none
 */
export function keyOf(value: unknown): string {
  const text = encode(value, { around: [], place: [], shapes: [] });
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("hex");
}

function encode(value: unknown, walk: Walk): string {
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
      throw new NoKey(`a ${typeof value}${at(walk)} has no key`);
    case "object":
      return value === null ? "null" : encodeObject(value, walk);
  }
}

/** As code writes it: `[1].name`. */
function at({ place }: Walk): string {
  const text = place.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return text === "" ? "" : ` at ${text}`;
}

function encodeObject(value: object, walk: Walk): string {
  if (walk.around.includes(value)) throw new NoKey(`the value${at(walk)} contains itself`);
  walk.around.push(value);
  const text = encodeParts(value, walk);
  walk.around.pop();
  return text;
}

function encodeParts(value: object, walk: Walk): string {
  if (Array.isArray(value)) return encodeArray(value, walk);
  const hook = (value as { [KEY]?: () => unknown })[KEY];
  if (typeof hook === "function") return `${value.constructor.name}(${encode(hook.call(value), walk)})`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return encodeMembers(value as Readonly<Record<string, unknown>>, walk);
  return encodeInstance(value, walk);
}

function encodeInstance(value: object, walk: Walk): string {
  const inner = (item: unknown) => encode(item, walk);
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
  throw new NoKey(`${value.constructor.name}${at(walk)} has no key (give it a method [Symbol.for("weir.key")])`);
}

/** A hole is no less an item than an undefined one. */
function encodeArray(value: readonly unknown[], walk: Walk): string {
  const { place } = walk;
  let text = "[";
  for (let index = 0; index < value.length; index++) {
    place.push(index);
    text += index === 0 ? encode(value[index], walk) : `,${encode(value[index], walk)}`;
    place.pop();
  }
  return `${text}]`;
}

function encodeMembers(value: Readonly<Record<string, unknown>>, walk: Walk): string {
  const { place } = walk;
  const shape = shapeOf(Object.keys(value), walk);
  let text = "{";
  for (const { name, label } of shape) {
    const item = value[name];
    if (item === undefined) continue;
    place.push(name);
    text += text === "{" ? label + encode(item, walk) : `,${label}${encode(item, walk)}`;
    place.pop();
  }
  return `${text}}`;
}

/** The names in their order. Objects in a list mostly have the same ones: they are not sorted again for each. */
function shapeOf(names: readonly string[], walk: Walk): readonly Member[] {
  const depth = walk.around.length;
  const known = walk.shapes[depth];
  if (known?.names.length === names.length && names.every((name, index) => name === known.names[index]))
    return known.members;
  const members = names.toSorted().map((name) => ({ name, label: `${JSON.stringify(name)}:` }));
  walk.shapes[depth] = { names, members };
  return members;
}
