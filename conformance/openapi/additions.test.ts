/**
 * The real Python client refuses answers with keys it does not know. So every key that an answer of ours may have, has
 * to be one of the reference's, unless the client says that it understands more.
 */
import { readFileSync } from "node:fs";
import { startWeir, type WeirProcess } from "@weir/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

type Json = Record<string, unknown>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** `/api/flow_runs/{id}` and `/flow_runs/{flow_run_id}` are one place. */
const place = (path: string): string => path.replace(/^\/api/, "").replace(/\{\w+\}/g, "{}");

/** Every key of a success body, as `a.b[].c`. */
function keysOf(document: Document, operation: Json): Set<string> {
  const keys = new Set<string>();
  const walk = (schema: Json | undefined, at: string, seen: readonly string[]): void => {
    if (!schema) return;
    const ref = schema["$ref"] as string | undefined;
    if (ref) {
      if (!seen.includes(ref)) walk(document.components.schemas[ref.split("/").at(-1)!], at, [...seen, ref]);
      return;
    }
    for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Record<string, Json>)) {
      keys.add(`${at}.${name}`);
      walk(property, `${at}.${name}`, seen);
    }
    walk(schema["items"] as Json | undefined, `${at}[]`, seen);
    for (const union of ["anyOf", "oneOf", "allOf"])
      for (const part of (schema[union] ?? []) as Json[]) walk(part, at, seen);
  };
  for (const [status, response] of Object.entries(operation["responses"] as Record<string, Json>)) {
    const content = response["content"] as Record<string, { schema: Json }> | undefined;
    if (status.startsWith("2")) walk(content?.["application/json"]?.schema, "", []);
  }
  return keys;
}

const operationsOf = (document: Document): Map<string, Set<string>> =>
  new Map(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => [
        `${method.toUpperCase()} ${place(path)}`,
        keysOf(document, operation),
      ]),
    ),
  );

const reference = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as Document;
let weir: WeirProcess;

beforeAll(async () => {
  weir = await startWeir();
});
afterAll(() => weir[Symbol.asyncDispose]());

test("no answer has a key that the reference's answers lack", async () => {
  const ours = operationsOf((await (await fetch(`${weir.apiUrl}/openapi.json`)).json()) as Document);
  const theirs = operationsOf(reference);
  expect(ours.size).toBeGreaterThan(100);
  const additions: string[] = [];
  for (const [operation, keys] of ours) {
    if (operation.includes(" /weir/")) continue;
    const known = theirs.get(operation);
    for (const key of keys) if (!known?.has(key)) additions.push(`${operation} ${key}`);
  }
  expect(additions).toEqual([]);
});

test("only a client that says so is told that this is Weir", async () => {
  const plain = await fetch(`${weir.apiUrl}/admin/version`);
  expect([...plain.headers.keys()].filter((name) => name.startsWith("x-weir"))).toEqual([]);
  const known = await fetch(`${weir.apiUrl}/admin/version`, { headers: { "x-weir-client": "0.1.0" } });
  expect(known.headers.get("x-weir-server")).toMatch(/^\d+\.\d+\.\d+/);
});
