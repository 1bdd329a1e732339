/** One setting: how it is declared, and how a value of it is read from a variable or a file. */

type Kind = "string" | "integer" | "number" | "boolean";

export interface Setting<T> {
  readonly kind: Kind;
  /** The variable that sets it. */
  readonly env: string;
  /** Variables honoured where neither `env` nor a file sets it, so that one environment serves both languages. */
  readonly fallbacks?: readonly string[];
  readonly default: T;
  /** Smallest value, of numbers. */
  readonly minimum?: number;
  /** Greatest value, of numbers. */
  readonly maximum?: number;
  /** The words that are possible, of texts; in any case. */
  readonly choices?: readonly string[];
  /** True for values that are never shown. */
  readonly secret?: true;
  /** True for what cannot stand in a profile, since it decides which profile is read. */
  readonly choosesProfile?: true;
  readonly description: string;
}

const TRUE = new Set(["1", "true", "yes", "on", "t", "y"]);
const FALSE = new Set(["0", "false", "no", "off", "f", "n", ""]);

/**
 * Reads a value: the text of a variable, or what a file has, which knows numbers and booleans itself.
 *
 * @throws Error saying what is wrong with it
 */
export function parseSetting(setting: Setting<unknown>, value: unknown): unknown {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    throw new Error(`${setting.kind} expected`);
  if (setting.kind === "string") return parseText(setting, value);
  return setting.kind === "boolean" ? parseBoolean(value) : parseNumber(setting, value);
}

function parseText({ choices }: Setting<unknown>, value: string | number | boolean): string {
  if (typeof value !== "string") throw new Error(`${String(value)} is not a text (put it in quotes)`);
  if (!choices) return value;
  const word = value.toLowerCase();
  if (!choices.includes(word)) throw new Error(`${JSON.stringify(value)} is none of ${choices.join(", ")}`);
  return word;
}

function parseBoolean(value: string | number | boolean): boolean {
  const word = String(value).trim().toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new Error(`${JSON.stringify(value)} is not a yes or no (use true or false)`);
}

function parseNumber({ kind, minimum, maximum }: Setting<unknown>, value: string | number | boolean): number {
  const parsed = typeof value === "boolean" || String(value).trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(parsed)) throw new Error(`${JSON.stringify(value)} is not a number`);
  if (kind === "integer" && !Number.isInteger(parsed)) throw new Error(`${value} is not a whole number`);
  if (minimum !== undefined && parsed < minimum) throw new Error(`${value} is less than ${minimum}`);
  if (maximum !== undefined && parsed > maximum) throw new Error(`${value} is more than ${maximum}`);
  return parsed;
}

/** The name of a setting in files: its variable without `WEIR_`, in small letters. */
export const fileKey = (setting: Setting<unknown>): string => setting.env.slice("WEIR_".length).toLowerCase();

/** The one of some words that is most like a given one; none if all are far from it. */
export function closest(word: string, words: Iterable<string>): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { word: candidate, distance };
  }
  return best && best.distance <= Math.max(2, word.length / 4) ? best.word : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
