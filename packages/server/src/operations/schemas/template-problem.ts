/** What is wrong with a template that somebody is writing, and on which line. */
import { parseTemplate, TemplateError } from "./template.ts";

export interface TemplateProblem {
  /** From 1; 0 where it is the template as a whole. */
  readonly line: number;
  readonly message: string;
}

const TAGS = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs;
const OPENERS = ["{{", "{%", "{#"] as const;
const UNCLOSED: Readonly<Record<(typeof OPENERS)[number], string>> = {
  "{{": "unexpected end of template, expected 'end of print statement'.",
  "{%": "unexpected end of template, expected 'end of statement block'.",
  "{#": "Missing end of comment tag",
};
/** What may follow inside a block before its end. */
const CONTINUED: Readonly<Record<string, readonly string[]>> = { if: ["elif", "else"], for: ["else"] };

const lineAt = (source: string, index: number): number => source.slice(0, index).split("\n").length;

/** A tag that was opened and never closed. */
function unclosedTag(source: string): TemplateProblem | undefined {
  const rest = source.replace(TAGS, (tag) => tag.replace(/[^\n]/g, " "));
  const found = OPENERS.map((opener) => [opener, rest.indexOf(opener)] as const).filter(([, index]) => index >= 0);
  const [first] = found.sort(([, a], [, b]) => a - b);
  return first && { line: lineAt(source, source.length), message: UNCLOSED[first[0]] };
}

/** A block that was opened and never closed, or the end of one that was never opened. */
function unbalancedBlock(source: string): TemplateProblem | undefined {
  const open: { readonly word: string; readonly line: number }[] = [];
  for (const match of source.matchAll(/\{%[-+]?\s*(\w+)/g)) {
    const word = match[1]!;
    const line = lineAt(source, match.index);
    if (word === "for" || word === "if") open.push({ word, line });
    else if (word === "endfor" || word === "endif") {
      const last = open.pop();
      if (!last) return { line, message: `Encountered unknown tag '${word}'.` };
      if (word !== `end${last.word}`)
        return {
          line,
          message: `Encountered unknown tag '${word}'. Jinja was looking for the following tags: ${expected(last.word)}. The innermost block that needs to be closed is '${last.word}'.`,
        };
    }
  }
  const last = open.at(-1);
  return (
    last && {
      line: lineAt(source, source.length),
      message: `Unexpected end of template. Jinja was looking for the following tags: ${expected(last.word)}. The innermost block that needs to be closed is '${last.word}'.`,
    }
  );
}

const expected = (word: string): string =>
  [...(word === "for" ? [`end${word}`, ...CONTINUED[word]!] : [...(CONTINUED[word] ?? []), `end${word}`])]
    .map((tag) => `'${tag}'`)
    .join(" or ");

/** The line of the first tag that cannot be parsed by itself. */
function lineOfBadTag(source: string): number {
  for (const match of source.matchAll(/\{\{.*?\}\}/gs))
    try {
      parseTemplate(match[0]);
    } catch {
      return lineAt(source, match.index);
    }
  return 1;
}

/** The first problem of a template; undefined if it is sound. */
export function templateProblem(source: string): TemplateProblem | undefined {
  const unfinished = unclosedTag(source) ?? unbalancedBlock(source);
  if (unfinished) return unfinished;
  try {
    parseTemplate(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    // Limits are about the whole, not about a place in it.
    return { line: error.cause ? lineOfBadTag(source) : 0, message: error.message };
  }
}
