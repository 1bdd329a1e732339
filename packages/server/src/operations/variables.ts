import type { Variable, VariableCreate, VariableFilter, VariableSort, VariableUpdate } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import {
  countVariables,
  deleteVariable,
  filterVariables,
  insertVariable,
  readVariable,
  readVariableByName,
  toVariable,
  updateVariable,
} from "../storage/queries/variables.ts";
import type { Reader } from "../storage/store.ts";
import type { VariableTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";
import { recordEvent } from "./events.ts";

/** Which variable: by id, or by its unique name. */
export type VariableKey = { readonly id: string } | { readonly name: string };

/** Greatest size of a value as JSON, in bytes. */
const MAX_VALUE = 5000;

const NOT_FOUND = "Variable not found.";

async function find(db: Reader, key: VariableKey): Promise<VariableTable> {
  const row = "id" in key ? await db.first(readVariable, key) : await db.first(readVariableByName, key);
  if (!row) throw new Refusal("not_found", NOT_FOUND);
  return row;
}

function encodeValue(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > MAX_VALUE)
    throw new Refusal("invalid", `Variable value must be at most ${MAX_VALUE} bytes as JSON.`);
  return text;
}

function checkName(name: string): void {
  if (!/^[a-z0-9_-]+$/.test(name))
    throw new Refusal("invalid", "name must only contain lowercase letters, numbers, dashes and underscores.");
}

const variableEvent = (kind: "created" | "updated" | "deleted", variable: Variable, occurred: number) => ({
  id: uuid7(),
  occurred,
  event: `prefect.variable.${kind}`,
  resource: { "prefect.resource.id": `prefect.variable.${variable.id}`, "prefect.resource.name": variable.name },
  payload: { name: variable.name, value: variable.value, tags: variable.tags },
});

export async function createVariable(context: Context, body: VariableCreate): Promise<Variable> {
  checkName(body.name);
  const now = context.clock.now();
  const row: VariableTable = {
    id: uuid7(),
    created: now,
    updated: now,
    name: body.name,
    value: encodeValue(body.value),
    tags: JSON.stringify(body.tags ?? []),
  };
  return context.store.write(async (tx) => {
    if (await tx.first(readVariableByName, { name: body.name }))
      throw new Refusal("conflict", `A variable with the name '${body.name}' already exists.`);
    await tx.run(insertVariable, row);
    const variable = toVariable(row);
    await recordEvent(context, tx, variableEvent("created", variable, now));
    return variable;
  });
}

export const readVariableBy = (context: Context, key: VariableKey): Promise<Variable> =>
  context.store.read(async (db) => toVariable(await find(db, key)));

/** Changes what the body has; a `value` of null is stored. */
export async function updateVariableBy(context: Context, key: VariableKey, body: VariableUpdate): Promise<void> {
  if (body.name != null) checkName(body.name);
  const now = context.clock.now();
  await context.store.write(async (tx) => {
    const { created, ...row } = await find(tx, key);
    const changed = {
      ...row,
      updated: now,
      name: body.name ?? row.name,
      value: body.value === undefined ? row.value : encodeValue(body.value),
      tags: body.tags ? JSON.stringify(body.tags) : row.tags,
    };
    await tx.run(updateVariable, changed);
    await recordEvent(context, tx, variableEvent("updated", toVariable({ ...changed, created }), now));
  });
}

export async function deleteVariableBy(context: Context, key: VariableKey): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await find(tx, key);
    await tx.run(deleteVariable, { id: row.id });
    await recordEvent(context, tx, variableEvent("deleted", toVariable(row), context.clock.now()));
  });
}

export const listVariables = (
  { store }: Context,
  page: { filter: VariableFilter | null | undefined; sort: VariableSort; limit: number; offset: number },
): Promise<Variable[]> => store.read(async (db) => (await db.rows(filterVariables(db.dialect, page))).map(toVariable));

export const countVariablesBy = ({ store }: Context, filter: VariableFilter | null | undefined): Promise<number> =>
  store.read(async (db) => (await db.rows(countVariables(db.dialect, filter)))[0]!.count);
