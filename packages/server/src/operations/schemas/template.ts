/** Templates in the dialect of Jinja: an interpreter, no generated code, with the reference's limits. */
import type * as Jinja from "@huggingface/jinja";
import type { Template } from "@huggingface/jinja";
import { lazy } from "../../platform/lazy.ts";

const jinja = lazy<typeof Jinja>("@huggingface/jinja");

const MAX_LOOPS = 10;
const MAX_NESTING = 2;

const MAX_RANGE = 100;

/** Jinja's `range`, of a bounded length. */
function range(first: number, last?: number, step = 1): number[] {
  const [start, stop] = last === undefined ? [0, first] : [first, last];
  const length = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_RANGE)
    throw new Error(`Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`);
  return Array.from({ length }, (_, index) => start + index * step);
}

const GLOBALS = { range, true: true, false: false, none: null, True: true, False: false, None: null };

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

/** Nodes that may be evaluated, and turns of loops that may be taken: a fraction of a second. */
const MAX_STEPS = 500_000;
/** Characters of any text on the way: doubled thirty times, one would fill the memory. */
const MAX_TEXT = 5_000_000;

/** What is looked at of a parsed template; the library does not name its nodes. */
interface Statement {
  readonly type: string;
  readonly iterable?: Statement;
  readonly lhs?: Statement;
}
type Evaluate = (statement: Statement | undefined, scope: Jinja.Environment) => { readonly value: unknown };

/** Runs a template, but gives up on what would keep the server busy, however it is written. */
function runBounded(environment: Jinja.Environment, { parsed }: Template): unknown {
  const interpreter = new (jinja().Interpreter)(environment);
  const evaluate = interpreter.evaluate.bind(interpreter) as Evaluate;
  let steps = 0;
  const count = (more: number): void => {
    steps += more;
    if (steps > MAX_STEPS) throw new Error(`It takes more than ${MAX_STEPS} steps.`);
  };
  // It calls itself for every node.
  const bounded: Evaluate = (statement, scope) => {
    count(1);
    if (statement?.type === "For") count(turnsOf(statement, scope, evaluate));
    const value = evaluate(statement, scope);
    if (typeof value.value === "string" && value.value.length > MAX_TEXT)
      throw new Error(`A text becomes longer than ${MAX_TEXT} characters.`);
    return value;
  };
  Object.assign(interpreter, { evaluate: bounded });
  return interpreter.run(parsed).value;
}

/** How often a loop turns, at most. */
function turnsOf({ iterable }: Statement, scope: Jinja.Environment, evaluate: Evaluate): number {
  const { value } = evaluate(iterable?.type === "SelectExpression" ? iterable.lhs : iterable, scope);
  return Array.isArray(value) ? value.length : value instanceof Map ? value.size : 0;
}

type Functions = Readonly<Record<string, (...values: never[]) => unknown>>;
type Node = Record<string, unknown>;

/** Puts calls of our functions in the place of filters of their names: the interpreter knows its own filters only. */
function callInsteadOfFilter(node: unknown, names: ReadonlySet<string>): void {
  if (Array.isArray(node)) for (const each of node) callInsteadOfFilter(each, names);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  for (const child of Object.values(node)) callInsteadOfFilter(child, names);
  const { type, filter, operand } = node as { type?: string; filter?: Node; operand?: unknown };
  if (type === "FilterExpression" && filter?.["type"] === "Identifier" && names.has(filter["value"] as string))
    Object.assign(node, { type: "CallExpression", callee: filter, args: [operand] });
}

/** A text that is one expression and nothing else. */
const ONLY_EXPRESSION = /^\s*\{\{((?:(?!\{\{|\}\}).)+)\}\}\s*$/s;

/** The template that writes the value of another one as JSON, where that is one expression and nothing else. */
export function asJsonTemplate(source: string): string | undefined {
  const [, expression] = ONLY_EXPRESSION.exec(source) ?? [];
  return expression === undefined ? undefined : `{{ (${expression}) | tojson }}`;
}

/**
 * Renders a template; text without any mark stays as it is. What is not there is empty.
 *
 * @param filters functions that a template may use as filters
 * @throws TemplateError
 */
export function renderTemplate(source: string, variables: Record<string, unknown>, filters: Functions = {}): string {
  if (!source.includes("{{") && !source.includes("{%")) return source;
  const template = parseTemplate(source);
  callInsteadOfFilter(template.parsed, new Set(Object.keys(filters)));
  const { Environment } = jinja();
  try {
    // Not `Template.render`, whose globals cannot be replaced and whose `range` has no bound.
    const environment = new Environment();
    for (const [name, value] of Object.entries({ ...GLOBALS, ...variables, ...filters })) environment.set(name, value);
    return String(runBounded(environment, template));
  } catch (error) {
    throw new TemplateError((error as Error).message, { cause: error });
  }
}
