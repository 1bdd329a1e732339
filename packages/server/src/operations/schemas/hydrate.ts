/**
 * Values that stand for others: objects with `__prefect_kind` (spec CORE, 3.3) become what they stand for.
 *
 * What cannot be filled in becomes a `Problem` in its place, so that all of them can be shown at once; `hydrate` throws
 * the first.
 */
import type { Reader } from "../../storage/store.ts";
import { renderTemplate } from "./template.ts";

/** Marks a value that could not be filled in. */
export class Problem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Marks a value that is fine but not known here (a template that is not rendered). */
export class Unknown {}

/** Marks a value that is to be left out of its object or list. */
class Removed {}

const REMOVED = new Removed();

/** Thrown by `hydrate`. */
export class HydrationError extends Error {
  override readonly name = "HydrationError";
}

export interface HydrationFacts {
  /** Values of the variables by name. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** Whether templates are rendered, or merely checked. */
  readonly render: boolean;
}

/** Everything that a value may refer to. */
export async function loadHydrationFacts(db: Reader, render = true): Promise<HydrationFacts> {
  const rows = await db.rows((builder) => builder.selectFrom("variable").select(["name", "value"]));
  return { variables: new Map(rows.map((row) => [row.name, JSON.parse(row.value) as unknown])), render };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isMark = (value: unknown): boolean =>
  value instanceof Problem || value instanceof Removed || value instanceof Unknown;

function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    return new Problem(`Invalid JSON: ${(error as Error).message}`);
  }
}

function fromTemplate(template: unknown, facts: HydrationFacts): unknown {
  try {
    const text = renderTemplate(String(template), {});
    return facts.render ? text : new Unknown();
  } catch (error) {
    return new Problem(`Invalid jinja: ${(error as Error).message}`);
  }
}

function fromVariable(name: unknown, facts: HydrationFacts): unknown {
  return facts.variables.has(String(name))
    ? facts.variables.get(String(name))
    : new Problem(`Variable '${String(name)}' not found in workspace.`);
}

function stand(value: Json, facts: HydrationFacts): unknown {
  const inner = (key: string): unknown => (isObject(value[key]) ? fill(value[key], facts) : value[key]);
  const through = (key: string, then: (given: unknown) => unknown): unknown => {
    const given = inner(key);
    return isMark(given) ? given : then(given);
  };
  switch (value["__prefect_kind"]) {
    case "none":
      return "value" in value ? fill(value["value"], facts) : new Problem("Missing 'value' key in __prefect object");
    case "json":
      return "value" in value ? through("value", fromJson) : REMOVED;
    case "jinja":
      return "template" in value
        ? through("template", (template) => fromTemplate(template, facts))
        : new Problem("Missing 'template' key in __prefect object");
    case "workspace_variable":
      return "variable_name" in value ? through("variable_name", (name) => fromVariable(name, facts)) : REMOVED;
    default:
      return value["value"] ?? null;
  }
}

function fill(value: unknown, facts: HydrationFacts): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, facts)).filter((item) => item !== REMOVED);
  if (!isObject(value)) return value;
  if ("__prefect_kind" in value) return stand(value, facts);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, fill(item, facts)] as const)
      .filter(([, item]) => item !== REMOVED),
  );
}

/** Fills in what it can and leaves marks (`Problem`, `Unknown`) where it cannot. */
export function hydrateWithMarks(values: unknown, facts: HydrationFacts): unknown {
  const filled = fill(values, facts);
  return filled === REMOVED ? {} : filled;
}

function firstProblem(value: unknown): Problem | undefined {
  if (value instanceof Problem) return value;
  if (value === null || typeof value !== "object") return undefined;
  for (const item of Object.values(value)) {
    const problem = firstProblem(item);
    if (problem) return problem;
  }
  return undefined;
}

/** Fills in everything; throws `HydrationError` for the first thing that it cannot. */
export function hydrate(values: unknown, facts: HydrationFacts): unknown {
  const filled = hydrateWithMarks(values, facts);
  const problem = firstProblem(filled);
  if (problem) throw new HydrationError(problem.message);
  return filled;
}
