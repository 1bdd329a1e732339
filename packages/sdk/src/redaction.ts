/**
 * Keeps secrets that this process has resolved out of what it reports: logs, artifacts, messages of states, events.
 *
 * X1  A value is hidden from the moment it is known to the end of the process, wherever it came from.
 * X2  Its usual disguises are hidden as well: base64 (also as a part of something longer, as in `user:password`),
 *     URL-encoded, and as it stands in JSON.
 * X3  Values under eight characters are left alone: hiding those would hide half of every text.
 *
 * What a run returns, its parameters and variables are data and stay as they are.
 */

/** Shown in place of a secret. */
export const MASK = "********";

/** Shortest value that is hidden, in characters. */
const SHORTEST = 8;

const hidden = new Set<string>();
let pattern: RegExp | undefined;

/** Hides a value from now on; of a list or an object, every text in it. */
export function hideSecret(value: unknown): void {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) hideSecret(part);
    return;
  }
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length < SHORTEST || hidden.has(text)) return;
  for (const form of formsOf(text)) hidden.add(form);
  // Longest first, so that no part of a longer one is left over.
  const all = [...hidden]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  pattern = new RegExp(all.join("|"), "g");
}

function formsOf(text: string): string[] {
  const forms = [text, JSON.stringify(text).slice(1, -1)];
  for (const encoding of ["base64", "base64url"] as const)
    forms.push(Buffer.from(text).toString(encoding), ...[0, 1, 2].map((offset) => base64Core(text, offset, encoding)));
  // What is no well-formed text has no URL form.
  if (text.isWellFormed()) {
    const url = encodeURIComponent(text);
    forms.push(
      url,
      url.replaceAll("%20", "+"),
      url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    );
    forms.push(new URLSearchParams([["", text]]).toString().slice(1));
  }
  return forms.filter((form) => form.length >= SHORTEST);
}

/** What of the base64 of a longer text is sure to be this one's, if it begins at a byte that is `offset` modulo three. */
function base64Core(text: string, offset: number, encoding: "base64" | "base64url"): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  return bytes.toString(encoding).slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** The text without secrets. */
export const redact = (text: string): string => (pattern ? text.replace(pattern, MASK) : text);

/** A JSON value without secrets in its texts, keys included; the very same value while there is nothing to hide. */
export function redactJson<T>(value: T): T {
  if (!pattern) return value;
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactJson(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactJson<unknown>(item)])) as T;
}
