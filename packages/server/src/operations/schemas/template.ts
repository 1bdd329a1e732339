/** Templates in the dialect of Jinja: an interpreter, no generated code, with the reference's limits. */
import type * as Jinja from "@huggingface/jinja";
import type { Template } from "@huggingface/jinja";
import { lazy } from "../../platform/lazy.ts";

const jinja = lazy<typeof Jinja>("@huggingface/jinja");

const MAX_LOOPS = 10;
const MAX_NESTING = 2;

/** A template that does not parse, or asks for too much. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** Refuses templates that could keep the server busy: many or deeply nested loops. */
function checkLoops(source: string): void {
  let depth = 0;
  let loops = 0;
  for (const [, word] of source.matchAll(/\{%-?\s*(for|endfor)\b/g)) {
    depth += word === "for" ? 1 : -1;
    if (word === "for") loops++;
    if (loops > MAX_LOOPS) throw new TemplateError(`Contains more than ${MAX_LOOPS} for loops.`);
    if (depth > MAX_NESTING)
      throw new TemplateError(
        `Contains nested for loops at a depth of ${depth}. Templates can nest for loops no more than ${MAX_NESTING} loops deep.`,
      );
  }
}

/** Parses a template; throws `TemplateError`. */
export function parseTemplate(source: string): Template {
  checkLoops(source);
  try {
    return new (jinja().Template)(source);
  } catch (error) {
    throw new TemplateError((error as Error).message, { cause: error });
  }
}

/** Renders a template; text without any mark stays as it is. Throws `TemplateError`. */
export function renderTemplate(source: string, variables: Record<string, unknown>): string {
  if (!source.includes("{{") && !source.includes("{%")) return source;
  const template = parseTemplate(source);
  try {
    return template.render(variables);
  } catch (error) {
    throw new TemplateError((error as Error).message, { cause: error });
  }
}
