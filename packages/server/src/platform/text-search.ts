/**
 * The search language of the protocol's text filters: words any of which must occur, `+word` that must, `-word` or
 * `!word` that must not, "phrases" in quotes with `\"` and `\\` inside. Upper and lower case are the same.
 */

export interface TextSearch {
  readonly any: readonly string[];
  readonly all: readonly string[];
  readonly none: readonly string[];
}

/** A sign, unless a blank follows it; then a phrase (that may lack its closing quote) or a word. */
const TERM = /([-!+](?=\S)|(?![-!+]))(?:"((?:\\[\s\S]|[^"])*)(?:"|$)|([^\s"]+))/g;

/** The terms of a query, in lower case. A query of nothing but blanks has none. */
export function parseTextSearch(query: string): TextSearch {
  const any: string[] = [];
  const all: string[] = [];
  const none: string[] = [];
  for (const [, sign = "", phrase, word] of query.matchAll(TERM)) {
    const term = phrase === undefined ? word : phrase.replace(/\\(["\\])/g, "$1");
    if (!term?.trim()) continue;
    (sign === "+" ? all : sign === "" ? any : none).push(term.toLowerCase());
  }
  return { any, all, none };
}

/** True if `text` holds what the search asks for. */
export function matchesTextSearch({ any, all, none }: TextSearch, text: string): boolean {
  const low = text.toLowerCase();
  return (
    (any.length === 0 || any.some((term) => low.includes(term))) &&
    all.every((term) => low.includes(term)) &&
    !none.some((term) => low.includes(term))
  );
}
