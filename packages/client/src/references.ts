/** Blocks and variables that templates and the inputs of steps refer to. */
import type { Client } from "./client.ts";
import { NotFound } from "./errors.ts";

/** Looks up `blocks.slug.name.path` or `variables.name`; `undefined` if there is none. */
export type LookUp = (reference: string) => Promise<unknown>;

/**
 * Looks up `variables.name`, which is nothing where there is none, and `blocks.type.name.path`.
 *
 * @throws Error naming a block, or a part of one, that is not there
 */
export const lookUpOn =
  (api: Client, withoutVariable: (name: string) => unknown = () => ""): LookUp =>
  async (reference) => {
    const [kind, ...rest] = reference.split(".");
    if (kind === "variables") return variable(api, rest.join("."), withoutVariable);
    if (kind === "blocks") return block(api, rest);
    return undefined;
  };

async function variable(api: Client, name: string, without: (name: string) => unknown): Promise<unknown> {
  try {
    return (await api.variables.readByName({ name })).value;
  } catch (error) {
    if (error instanceof NotFound) return without(name);
    throw error;
  }
}

async function block(api: Client, [type = "", name = "", ...path]: readonly string[]): Promise<unknown> {
  const data = await readBlock(api, type, name);
  const keys = Object.keys(data);
  let value: unknown = keys.length === 1 && keys[0] === "value" ? data["value"] : data;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !(key in value))
      throw new Error(`block ${type}/${name} has no ${path.join(".")}`);
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

async function readBlock(api: Client, type: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const path = `/block_types/slug/${encodeURIComponent(type)}/block_documents/name/${encodeURIComponent(name)}`;
  try {
    const found = await api.request({ method: "GET", path, query: { include_secrets: true } });
    return (found as { readonly data: Readonly<Record<string, unknown>> }).data;
  } catch (error) {
    if (error instanceof NotFound) throw new Error(`there is no block ${type}/${name}`, { cause: error });
    throw error;
  }
}
