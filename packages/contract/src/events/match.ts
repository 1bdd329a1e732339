/**
 * How labels of a resource are compared with what a filter or a trigger asks for. The server's live sockets, its
 * triggers and the dashboard all mean the same by a pattern: this.
 */
import type { ResourceSpecification } from "../schemas/events.ts";

type Labels = Readonly<Record<string, string>>;

type Matcher = (text: string) => boolean;

/** Patterns that are kept compiled; the oldest goes first. */
const KEPT = 1000;
const compiled = new Map<string, Matcher>();

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

/** What stands between the asterisks of a pattern, as sources of regular expressions. */
function piecesOf(pattern: string): readonly string[] {
  const pieces = [""];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const set = character === "[" ? classAt(pattern, i) : undefined;
    if (set) i = set.end;
    if (!set && character === "*") pieces.push("");
    else
      pieces[pieces.length - 1] +=
        set?.source ?? (character === "?" ? "." : character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  }
  return pieces;
}

/**
 * Looks for the pieces one after the other, each as early as it comes: that is enough for a glob, and unlike one
 * regular expression with several `.*` it never goes back, whatever the pattern and the text.
 */
function compile(pattern: string): Matcher {
  // Most patterns are a name, or the beginning of one.
  if (/^[^*?[]*$/.test(pattern)) return (text) => text === pattern;
  if (/^[^*?[]*\*$/.test(pattern)) {
    const beginning = pattern.slice(0, -1);
    return (text) => text.startsWith(beginning);
  }
  const pieces = piecesOf(pattern);
  try {
    if (pieces.length === 1) {
      const whole = new RegExp(`^${pieces[0]}$`, "su");
      return (text) => whole.test(text);
    }
    const head = new RegExp(`^${pieces[0]}`, "su");
    const middle = pieces.slice(1, -1).map((piece) => new RegExp(piece, "sug"));
    const rest = [...middle, new RegExp(`${pieces.at(-1)}$`, "sug")];
    return (text) => {
      let at = head.exec(text)?.[0].length;
      if (at === undefined) return false;
      for (const piece of rest) {
        piece.lastIndex = at;
        if (!piece.test(text)) return false;
        at = piece.lastIndex;
      }
      return true;
    };
  } catch {
    return () => false; // a range that runs backwards: no text is in it
  }
}

/** True if the whole of `text` is like `pattern`: `*` any text, `?` one character, `[ab]`, `[a-z]`, `[!a]`. */
export function matchesGlob(pattern: string, text: string): boolean {
  let matches = compiled.get(pattern);
  if (!matches) {
    if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value!);
    matches = compile(pattern);
    compiled.set(pattern, matches);
  }
  return matches(text);
}

/** A glob, or with a leading `!` anything else. A label that is missing is like no pattern, negated or not. */
export function matchesPattern(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return pattern.startsWith("!") ? !matchesGlob(pattern.slice(1), value) : matchesGlob(pattern, value);
}

/** True if every label that is asked for is like one of its patterns. An empty specification fits every resource. */
export function matchesSpecification(specification: ResourceSpecification, resource: Labels): boolean {
  // Asked for each event and each trigger: a list of the entries would cost more than what is done with them.
  for (const label in specification) {
    const patterns = specification[label]!;
    const value = resource[label];
    const fits =
      typeof patterns === "string"
        ? matchesPattern(patterns, value)
        : patterns.some((pattern) => matchesPattern(pattern, value));
    if (!fits) return false;
  }
  return true;
}
