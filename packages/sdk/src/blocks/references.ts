/**
 * Secrets that are not in the block but named by it: `env://NAME`, `file:///path`, and whatever `secretManager` adds.
 * They are resolved when a block is made or loaded, by the process that uses it; what is saved is the reference.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { UnresolvedReference } from "./errors.ts";

/** Gives the secret that a reference names, such as `vault://team/db#password`. */
export type SecretResolver = (reference: string) => string | Promise<string>;

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//;

const managers = new Map<string, SecretResolver>([
  ["env", fromEnvironment],
  ["file", fromFile],
]);

/**
 * Lets secrets of blocks be references to an outside secret manager: `secretManager("vault", read)` makes
 * `vault://…` one. It holds for the process; the same scheme given again replaces the former.
 *
 * @throws TypeError if the scheme is no name of one
 */
export function secretManager(scheme: string, resolve: SecretResolver): void {
  if (!SCHEME.test(`${scheme}://`)) throw new TypeError(`${JSON.stringify(scheme)} is no scheme, as "vault" is`);
  managers.set(scheme, resolve);
}

/** The value itself, unless it is a reference. */
export async function resolveReference(value: unknown, at: string): Promise<unknown> {
  const resolve = isReference(value) && managers.get(SCHEME.exec(value)![1]!);
  if (!resolve) return value;
  try {
    return await resolve(value);
  } catch (error) {
    if (error instanceof UnresolvedReference) throw error;
    throw new UnresolvedReference(`${at}: ${value} could not be resolved: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

export const isReference = (value: unknown): value is string =>
  typeof value === "string" && managers.has(SCHEME.exec(value)?.[1] ?? "");

function fromEnvironment(reference: string): string {
  const name = reference.slice("env://".length);
  const value = process.env[name];
  if (value === undefined) throw new UnresolvedReference(`${reference}: the environment has no ${name}`);
  return value;
}

/** The file's text without the line break at its end, which editors and `echo` add. */
async function fromFile(reference: string): Promise<string> {
  const text = await readFile(fileURLToPath(reference), "utf8");
  return text.replace(/\r?\n$/, "");
}
