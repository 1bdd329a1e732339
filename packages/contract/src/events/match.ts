/**
 * How labels of a resource are compared with what a filter or a trigger asks for. The server's live sockets, its
 * triggers and the dashboard all mean the same by a pattern: this.
 */
import type { ResourceSpecification } from "../schemas/events.ts";

type Labels = Readonly<Record<string, string>>;

/** Patterns that are kept compiled; the oldest goes first. */
const KEPT = 1000;
const compiled = new Map<string, RegExp>();

/** The class `[…]` that begins at `start` of a pattern, and where it ends; undefined if it is never closed. */
function classAt(pattern: string, start: number): { readonly source: string; readonly end: number } | undefined {
  let first = start + 1;
  const negated = pattern[first] === "!";
  if (negated) first++;
  const end = pattern.indexOf("]", first + 1); // a bracket that comes first is one of the characters
  if (end < 0) return undefined;
  const inside = pattern.slice(first, end).replace(/[\\[\]^]/g, "\\$&");
  return { source: `[${negated ? "^" : ""}${inside}]`, end };
}

function compile(pattern: string): RegExp {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const set = character === "[" ? classAt(pattern, i) : undefined;
    if (set) {
      source += set.source;
      i = set.end;
    } else if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  try {
    return new RegExp(`^(?:${source})$`, "su");
  } catch {
    return /(?!)/; // a range that runs backwards: no text is in it
  }
}

/** True if the whole of `text` is like `pattern`: `*` any text, `?` one character, `[ab]`, `[a-z]`, `[!a]`. */
export function matchesGlob(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value!);
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** A glob, or with a leading `!` anything else. A label that is missing is like no pattern, negated or not. */
export function matchesPattern(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return pattern.startsWith("!") ? !matchesGlob(pattern.slice(1), value) : matchesGlob(pattern, value);
}

/** True if every label that is asked for is like one of its patterns. An empty specification fits every resource. */
export function matchesSpecification(specification: ResourceSpecification, resource: Labels): boolean {
  for (const [label, patterns] of Object.entries(specification)) {
    const value = resource[label];
    const fits =
      typeof patterns === "string"
        ? matchesPattern(patterns, value)
        : patterns.some((pattern) => matchesPattern(pattern, value));
    if (!fits) return false;
  }
  return true;
}
