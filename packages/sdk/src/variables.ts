/** Variables: small JSON values by name, kept by the server for all flows. */
import { backend as currentBackend } from "./backend.ts";
import { currentScope } from "./engine/scope.ts";
import { WeirError } from "./errors.ts";

/** A variable of that name exists already, and was not to be replaced. */
export class VariableExists extends WeirError {
  static override readonly code: string = "variable_exists";
}

/** What a variable can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export interface SetVariableOptions {
  readonly tags?: readonly string[];
  /** Whether a variable of that name is replaced. Default: `false`. */
  readonly overwrite?: boolean;
}

export const variables = {
  /** The value of a variable, or `fallback` if there is none. The type is what the caller expects; nothing checks it. */
  async get<T = unknown>(name: string, fallback?: T): Promise<T | undefined> {
    const found = await read(name);
    return found ? (found.value as T) : fallback;
  },

  /** @throws VariableExists unless `overwrite` is given */
  async set(name: string, value: JsonValue, { tags, overwrite = false }: SetVariableOptions = {}): Promise<void> {
    const { api } = await connection();
    const found = await read(name);
    const changes = { value, ...(tags === undefined ? {} : { tags: [...tags] }) };
    if (!found) await api.variables.create({ name, ...changes });
    else if (overwrite) await api.variables.update({ id: found.id }, changes);
    else throw new VariableExists(`there is a variable ${JSON.stringify(name)} already (use { overwrite: true })`);
  },
};

async function read(name: string): Promise<{ id: string; value: unknown } | undefined> {
  const { api } = await connection();
  try {
    const { id, value } = await api.variables.readByName({ name });
    return { id, value };
  } catch (error) {
    if ((error as { code?: unknown }).code === "not_found") return undefined;
    throw error;
  }
}

const connection = async () => currentScope()?.backend ?? (await currentBackend());
