import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * A library that is loaded at its first use instead of with the server: `const ajv = lazy<typeof import("ajv")>("ajv")`,
 * then `ajv()`. For what a start does not need: a script with an embedded server pays for it at every run.
 */
export function lazy<T>(name: string): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= require(name) as T);
}
