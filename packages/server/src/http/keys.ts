import { valueError } from "./validate.ts";

/** Refuses a key that is not made of lowercase letters, digits and dashes. */
export function checkKey(field: string, what: string, value: string | null | undefined, body: unknown): void {
  if (value != null && !/^[a-z0-9-]*$/.test(value))
    throw valueError([field], `${what} must only contain lowercase letters, numbers, and dashes.`, value, body);
}
