import { timingSafeEqual } from "node:crypto";
import { Refusal } from "../platform/errors.ts";
import type { Headers } from "./caller.ts";

/** Compares in a time that does not tell where two texts differ. */
export function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

const OPEN = new Set(["/health", "/ready"]);

/** Refuses a request without the server's `user:password`, where it has one. Liveness checks stay open. */
export function authorize(
  secret: string | undefined,
  call: { readonly method: string; readonly path: string; readonly headers: Headers },
): void {
  if (!secret || (call.method === "GET" && OPEN.has(call.path))) return;
  const expected = `Basic ${Buffer.from(secret).toString("base64")}`;
  const given = call.headers["authorization"];
  if (typeof given !== "string" || !sameSecret(given, expected)) throw new Refusal("unauthorized", "Unauthorized");
}
