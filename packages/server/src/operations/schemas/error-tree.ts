/** What is wrong with a form's values, field by field, as the dashboard shows it (spec EVENTS-BLOCKS, 5). */
import type { SchemaValuesValidationResponse } from "@weir/contract";
import type { ErrorObject } from "ajv/dist/2020.js";
import { Problem, Unknown } from "./hydrate.ts";
import { reasonOf } from "./reasons.ts";
import { alikeIn } from "./validate.ts";

type Tree = SchemaValuesValidationResponse["errors"];

interface Misfit {
  /** Names of properties and places in lists, from the outside in. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const escaped = (key: string): string => key.replace(/~/g, "~0").replace(/\//g, "~1");
const partsOf = (pointer: string): (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replace(/~1/g, "/").replace(/~0/g, "~")));
const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

/** Where hydration left marks, by JSON pointer. */
function marksIn(value: unknown, at = ""): Map<string, Problem | Unknown> {
  if (value instanceof Problem || value instanceof Unknown) return new Map([[at, value]]);
  if (value === null || typeof value !== "object") return new Map();
  return new Map(Object.entries(value).flatMap(([key, item]) => [...marksIn(item, `${at}/${escaped(key)}`)]));
}

const isUnion = ({ keyword }: ErrorObject): boolean => keyword === "anyOf" || keyword === "oneOf";

/** Errors from within the branches of a union, of which its own error is the sum. They stand right before it. */
function branchErrors(errors: readonly ErrorObject[]): Set<ErrorObject> {
  const found = new Set<ErrorObject>();
  errors.forEach((union, index) => {
    if (!isUnion(union)) return;
    const siblings = union.schemaPath.slice(0, -union.keyword.length);
    for (const error of errors.slice(0, index).reverse()) {
      const isSibling = error.schemaPath.startsWith(siblings) && !isWithin(error.schemaPath, union.schemaPath);
      if (isSibling || !isWithin(error.instancePath, union.instancePath)) break;
      found.add(error);
    }
  });
  return found;
}

function place(tree: Tree, { path, message }: Misfit): void {
  let level: unknown[] = tree;
  path.forEach((part, depth) => {
    const key = typeof part === "number" ? "index" : "property";
    const isLast = depth === path.length - 1;
    const known = (level as Record<string, unknown>[]).find(
      (entry) => typeof entry === "object" && entry[key] === part,
    );
    const errors: unknown[] = !isLast && known ? (known["errors"] as unknown[]) : [];
    if (isLast || !known) level.push({ [key]: part, errors });
    level = errors;
  });
  level.push(message);
}

/** The tree of what is wrong. A value that is not known yet is taken to fit; one that could not be had has its own error. */
export function errorTree(errors: readonly ErrorObject[], values: unknown): SchemaValuesValidationResponse {
  const marks = marksIn(values);
  const pointers = [...marks.keys()];
  const branches = branchErrors(errors);
  const misfits: Misfit[] = errors
    .filter(
      (error) =>
        !branches.has(error) &&
        (error.keyword !== "additionalProperties" || alikeIn(errors, error)[0] === error) &&
        !pointers.some(
          (mark) => isWithin(error.instancePath, mark) || (isUnion(error) && isWithin(mark, error.instancePath)),
        ),
    )
    .map((error) => ({
      path: [
        ...partsOf(error.instancePath),
        ...(error.keyword === "required" ? [String(error.params["missingProperty"])] : []),
      ],
      message: reasonOf(error, alikeIn(errors, error)),
    }));
  for (const [pointer, mark] of marks)
    if (mark instanceof Problem) misfits.push({ path: partsOf(pointer), message: mark.message });
  const tree: Tree = [];
  for (const misfit of misfits) place(tree, misfit);
  return { errors: tree, valid: tree.length === 0 };
}
