/** What can go to another thread: what the structured clone takes and gives back as it was. */
import { isBoxedPrimitive, isKeyObject, isCryptoKey } from "node:util/types";

const KEPT: readonly (abstract new (...args: never[]) => object)[] = [
  Map,
  Set,
  Date,
  RegExp,
  Error,
  ArrayBuffer,
  SharedArrayBuffer,
  Blob,
];

/**
 * Why a value cannot be sent; `undefined` if it can be. An instance of a class would arrive as a plain object without its
 * methods: that is refused where the value itself is one; deeper ones are not looked for, since values may be large.
 */
export function whyNotSendable(value: unknown): string | undefined {
  if (losesItself(value)) return `it is an instance of ${value.constructor.name}, which would lose its methods`;
  try {
    structuredClone(value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** True for an instance of a class that would arrive as a plain object. */
export const losesItself = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !isKept(value);

function isKept(value: object): boolean {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return (
    KEPT.some((type) => value instanceof type) || isBoxedPrimitive(value) || isKeyObject(value) || isCryptoKey(value)
  );
}
