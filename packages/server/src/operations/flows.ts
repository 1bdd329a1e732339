import type { Flow, FlowAdditions, FlowCreate, FlowUpdate } from "@weir/contract";
import { notFound, stillThere } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import { deleteFlow, insertFlow, readFlow, readFlowByName, toFlow, updateFlowTags } from "../storage/queries/flows.ts";
import type { Transaction } from "../storage/store.ts";
import type { FlowTable } from "../storage/tables.ts";
import type { Context } from "./context.ts";
import { recordEvent } from "./events.ts";

const flowAdditions = ({ parameter_schema }: FlowTable): FlowAdditions => ({
  parameter_schema: parameter_schema === null ? null : (JSON.parse(parameter_schema) as Record<string, unknown>),
});

const flowEvent = (kind: "created" | "updated" | "deleted", flow: Flow, occurred: number) => ({
  id: uuid7(),
  occurred,
  event: `prefect.flow.${kind}`,
  resource: { "prefect.resource.id": `prefect.flow.${flow.id}`, "prefect.resource.name": flow.name },
  payload: { name: flow.name, tags: flow.tags, labels: flow.labels },
});

/** Creates a flow, or finds the one that has its name. */
export async function createFlow(context: Context, body: FlowCreate): Promise<{ flow: Flow; created: boolean }> {
  const existing = await context.store.read((db) => db.first(readFlowByName, { name: body.name }));
  if (existing) return { flow: toFlow(existing), created: false };
  const now = context.clock.now();
  const row: FlowTable = {
    id: uuid7(),
    created: now,
    updated: now,
    name: body.name,
    tags: JSON.stringify(body.tags ?? []),
    labels: JSON.stringify(body.labels ?? {}),
    parameter_schema: null,
  };
  return context.store.write(async (tx) => {
    if (!(await tx.first(insertFlow, row)))
      return { flow: toFlow(stillThere(await tx.first(readFlowByName, { name: body.name }))), created: false };
    const flow = toFlow(row);
    await recordEvent(context, tx, flowEvent("created", flow, now));
    return { flow, created: true };
  });
}

export async function readFlowById(
  { store }: Context,
  id: string,
): Promise<{ readonly flow: Flow; readonly additions: FlowAdditions }> {
  const row = await store.read((db) => db.first(readFlow, { id }));
  if (!row) throw notFound("Flow");
  return { flow: toFlow(row), additions: flowAdditions(row) };
}

export async function readFlowNamed({ store }: Context, name: string): Promise<Flow> {
  const row = await store.read((db) => db.first(readFlowByName, { name }));
  if (!row) throw notFound("Flow");
  return toFlow(row);
}

export async function updateFlow(context: Context, id: string, body: FlowUpdate): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await tx.first(readFlow, { id });
    if (!row) throw notFound("Flow");
    const now = context.clock.now();
    const tags = body.tags ? JSON.stringify(body.tags) : row.tags;
    await tx.run(updateFlowTags, { id, updated: now, tags });
    await recordEvent(context, tx, flowEvent("updated", toFlow({ ...row, tags, updated: now }), now));
  });
}

/** Deletes a flow with its deployments and runs. */
export async function deleteFlowWithin(context: Context, tx: Transaction, row: FlowTable): Promise<void> {
  await tx.run(deleteFlow, { id: row.id });
  await recordEvent(context, tx, flowEvent("deleted", toFlow(row), context.clock.now()));
}

export async function deleteFlowById(context: Context, id: string): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await tx.first(readFlow, { id });
    if (!row) throw notFound("Flow");
    await deleteFlowWithin(context, tx, row);
  });
}
