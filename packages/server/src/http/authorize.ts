/** Who asks: by the one password, or by an access key. */
import { timingSafeEqual } from "node:crypto";
import { mayAct, type Role } from "@weir/contract";
import { OWNER, type Principal } from "../operations/access-keys.ts";
import type { Context } from "../operations/context.ts";
import { Refusal } from "../platform/errors.ts";
import type { Headers } from "./caller.ts";

/** Compares in a time that does not tell where two texts differ. */
function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

const OPEN = new Set(["/health", "/ready"]);

type Door = Pick<Context, "settings" | "keys">;

/** Whether the server wants to know who asks. `keys.fresh()` has to be waited for first, here and below. */
export const isGuarded = ({ settings, keys }: Door): boolean => !!settings.server_auth_string || keys.isInUse;

/** Who has a password or key, as it is given to a socket; undefined for nobody. */
export function knownBy({ settings, keys }: Door, token: string): Principal | undefined {
  const secret = settings.server_auth_string;
  if (secret && sameSecret(token, secret)) return OWNER;
  // A key may stand where a password is asked for, alone or behind a name.
  return keys.holder(token) ?? keys.holder(token.slice(token.indexOf(":") + 1));
}

/** Who sends a request, by its header; undefined for nobody. */
export function bearerOf(door: Door, header: unknown): Principal | undefined {
  if (typeof header !== "string") return undefined;
  const [, scheme, given = ""] = /^(Basic|Bearer) +(.+)$/i.exec(header) ?? [];
  if (scheme === undefined) return undefined;
  return knownBy(door, scheme.toLowerCase() === "basic" ? Buffer.from(given, "base64").toString() : given);
}

/**
 * Who sends a request.
 *
 * @throws Refusal for one without the server's `user:password` and without a key, where it wants any. Liveness checks stay
 *   open
 */
export function authorize(
  door: Door,
  call: { readonly method: string; readonly path: string; readonly headers: Headers },
): Principal {
  if (!isGuarded(door) || (call.method === "GET" && OPEN.has(call.path))) return OWNER;
  const known = bearerOf(door, call.headers["authorization"]);
  if (!known) throw new Refusal("unauthorized", "Unauthorized");
  return known;
}

/** @throws Refusal for someone whose role does not reach */
export function requireRole({ name, role }: Principal, needed: Role): void {
  if (!mayAct(role, needed))
    throw new Refusal("forbidden", `This needs the role ${needed}; the key ${name} has the role ${role}.`);
}
