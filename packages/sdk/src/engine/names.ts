/** Names of runs, and of parameters, which JavaScript keeps only in a function's source. */
import { isPlainObject } from "../futures/inputs.ts";

/** `load-{id}` with the call's parameters in the place of `{…}`, or a function of them. */
export type RunName<P> = string | ((parameters: P) => string);

/** The reference's rule for names of flows. */
const BANNED = /[/%&><]/;

/** @throws TypeError if a flow may not be called so */
export function checkFlowName(name: string): string {
  if (name === "") throw new TypeError('a flow needs a name: flow({ name: "…" }, async () => …), or a named function');
  if (BANNED.test(name)) throw new TypeError(`a flow's name may not contain / % & > or <: ${JSON.stringify(name)}`);
  return name;
}

/** Fills a template; what it names and the parameters lack stays as it is. */
export function fillTemplate(template: string, parameters: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([\w$.]+)\}/g, (whole, path: string) => {
    let value: unknown = parameters;
    for (const key of path.split(".")) {
      if (typeof value !== "object" || value === null || !(key in value)) return whole;
      value = (value as Record<string, unknown>)[key];
    }
    return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
  });
}

const HEAD = /^(?:async\s+)?(?:function\b\s*\*?\s*[\w$]*\s*|\*?\s*[\w$#]+\s*)?\(/;
const IDENTIFIER = /^[\w$]+/;

/** Names of a function's parameters; `arg0`, `arg1`, … for those that have none (destructured ones). */
export function parameterNames(fn: (...args: never[]) => unknown): readonly string[] {
  const source = fn.toString().replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
  const single = /^(?:async\s+)?([\w$]+)\s*=>/.exec(source);
  if (single) return [single[1]!];
  const head = HEAD.exec(source);
  if (!head) return [];
  return splitParameters(source.slice(head[0].length)).map(
    (text, index) => IDENTIFIER.exec(text.replace(/^\.\.\./, ""))?.[0] ?? `arg${index}`,
  );
}

/** The texts between commas, up to the closing parenthesis of the list. */
function splitParameters(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let part = "";
  for (const char of source) {
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "(" || char === "[" || char === "{") depth += 1;
    else if (char === ")" && depth === 0) break;
    else if (char === ")" || char === "]" || char === "}") depth -= 1;
    else if (char === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
      continue;
    }
    part += char;
  }
  if (part.trim() !== "") parts.push(part.trim());
  return parts;
}

/** The arguments of a call by name. The members of a first argument that is an object can be named, too. */
export function namedArguments(names: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const first = args[0];
  const named: Record<string, unknown> =
    typeof first === "object" && first !== null && isPlainObject(first) ? { ...first } : {};
  args.forEach((value, index) => (named[names[index] ?? `arg${index}`] = value));
  return named;
}
