/** Values as JSON text, with a tag for what JSON lacks. Plain JSON stays as it is. */

const TAG = "__weir__";

/** @throws TypeError for values that cannot be read back: functions, symbols, cycles, instances of classes */
export function encode(value: unknown): string {
  return JSON.stringify(tagged(value, []));
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => untagged(value)) as unknown;
}

function tagged(value: unknown, outer: readonly object[]): unknown {
  switch (typeof value) {
    case "undefined":
      return { [TAG]: "undefined" };
    case "bigint":
      return { [TAG]: "bigint", value: String(value) };
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [TAG]: "number", value: Object.is(value, -0) ? "-0" : String(value) };
    case "function":
    case "symbol":
      throw new TypeError(`a ${typeof value} cannot be kept as a result`);
    case "string":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : taggedObject(value, outer);
  }
}

function taggedObject(value: object, outer: readonly object[]): unknown {
  if (outer.includes(value)) throw new TypeError("a value that contains itself cannot be kept as a result");
  const path = [...outer, value];
  const inner = (item: unknown) => tagged(item, path);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date) return { [TAG]: "date", value: inner(value.getTime()) };
  if (value instanceof URL) return { [TAG]: "url", value: value.href };
  if (value instanceof Map) return { [TAG]: "map", value: [...value].map(([key, item]) => [inner(key), inner(item)]) };
  if (value instanceof Set) return { [TAG]: "set", value: [...value].map(inner) };
  if (value instanceof Uint8Array) return { [TAG]: "bytes", value: Buffer.from(value).toString("base64") };
  if (value instanceof Error)
    return { [TAG]: "error", value: { name: value.name, message: value.message, stack: value.stack ?? null } };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`an instance of ${value.constructor.name} cannot be kept as a result`);
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
  return TAG in copy ? { [TAG]: "object", value: Object.entries(copy) } : copy;
}

function untagged(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, TAG)) return value;
  const { [TAG]: tag, value: inner } = value as { [TAG]: string; value?: unknown };
  switch (tag) {
    case "undefined":
      return undefined;
    case "bigint":
      return BigInt(inner as string);
    case "number":
      return Number(inner);
    case "date":
      return new Date(inner as number);
    case "url":
      return new URL(inner as string);
    case "map":
      return new Map(inner as [unknown, unknown][]);
    case "set":
      return new Set(inner as unknown[]);
    case "bytes":
      return new Uint8Array(Buffer.from(inner as string, "base64"));
    case "error": {
      const { name, message, stack } = inner as { name: string; message: string; stack: string | null };
      return Object.assign(new Error(message), { name }, stack === null ? {} : { stack });
    }
    case "object":
      return Object.fromEntries(inner as [string, unknown][]);
    default:
      throw new TypeError(`a result holds a value of unknown kind ${JSON.stringify(tag)}`);
  }
}
