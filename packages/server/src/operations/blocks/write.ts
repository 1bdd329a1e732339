import { randomUUID } from "node:crypto";
import type { BlockDocument, BlockDocumentCreate, BlockDocumentUpdate, Micros } from "@weir/contract";
import { ConstraintError, notFound, Refusal, stillThere } from "../../platform/errors.ts";
import { isUuid, uuid7 } from "../../platform/ids.ts";
import {
  deleteBlockDocument,
  deleteReference,
  insertBlockDocument,
  insertReference,
  lockBlockDocument,
  readBlockDocument,
  readReferencesOf,
  updateBlockDocument,
} from "../../storage/queries/block-documents.ts";
import { readBlockSchema } from "../../storage/queries/block-schemas.ts";
import type { Transaction } from "../../storage/store.ts";
import type { BlockDocumentTable, BlockSchemaTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { asBlockDocuments, openData, secretFieldsOf } from "./read.ts";
import { unmaskSecrets } from "./secrets.ts";

type Json = Record<string, unknown>;

/** Tells what happened to a document: of its data only texts in the open. Anonymous ones are nobody's business. */
async function recordDocumentEvent(
  context: Context,
  tx: Transaction,
  kind: "created" | "updated" | "deleted",
  document: BlockDocument,
  occurred: Micros,
): Promise<void> {
  if (document.is_anonymous) return;
  const secret = new Set(secretFieldsOf(document.block_schema?.fields));
  const shown = Object.entries(document.data ?? {}).filter(
    ([key, value]) => typeof value === "string" && !secret.has(key),
  );
  await recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.block-document.${kind}`,
    resource: {
      "prefect.resource.id": `prefect.block-document.${document.id}`,
      "prefect.resource.name": document.name ?? "",
    },
    related: [
      {
        "prefect.resource.id": `prefect.block-type.${document.block_type_id}`,
        "prefect.resource.role": "block-type",
        "prefect.resource.name": document.block_type_name ?? "",
      },
      {
        "prefect.resource.id": `prefect.block-schema.${document.block_schema_id}`,
        "prefect.resource.role": "block-schema",
      },
    ],
    payload: {
      name: document.name,
      data: Object.fromEntries(shown),
      block_schema: {
        capabilities: document.block_schema?.capabilities ?? [],
        block_type: { id: document.block_type_id, name: document.block_type_name },
      },
    },
  });
}

/** Data, and which fields stand for other documents: those that are `{"$ref": {"block_document_id": …}}`. */
function separate(data: Readonly<Json>): { plain: Json; references: Map<string, string> } {
  const plain: Json = {};
  const references = new Map<string, string>();
  for (const [key, value] of Object.entries(data)) {
    if (value === null || typeof value !== "object" || !("$ref" in value)) {
      plain[key] = value;
      continue;
    }
    const target = value.$ref as { block_document_id?: unknown } | null;
    if (typeof target?.block_document_id !== "string" || !isUuid(target.block_document_id))
      throw new Refusal("bad_request", `Received block reference without a block_document_id in key ${key}`);
    references.set(key, target.block_document_id);
  }
  return { plain, references };
}

/** True if one document refers to another, be it through others. */
async function leadsTo(tx: Transaction, from: string, to: string): Promise<boolean> {
  const seen = new Set<string>();
  let level = [from];
  while (level.length > 0) {
    if (level.includes(to)) return true;
    for (const id of level) seen.add(id);
    const children = (await tx.rows(readReferencesOf(level))).map(({ child_id }) => child_id);
    level = [...new Set(children)].filter((id) => !seen.has(id));
  }
  return false;
}

async function addReference(tx: Transaction, parent: string, name: string, child: string): Promise<void> {
  if (!(await tx.first(readBlockDocument, { id: child })))
    throw new ConstraintError(`block document ${child} does not exist`);
  if (await leadsTo(tx, child, parent))
    throw new Refusal(
      "bad_request",
      `Cannot create block document reference: it would introduce a cycle into the block_document_reference graph (parent=${parent}, reference=${child}).`,
    );
  await tx.run(insertReference, { parent_id: parent, name, child_id: child });
}

function opens(context: Context, row: BlockDocumentTable): boolean {
  try {
    context.vault.open(row.data, row.id);
    return true;
  } catch {
    return false;
  }
}

const seal = ({ vault }: Context, id: string, data: Json): string => vault.seal(JSON.stringify(data), id);

/** The schema of a document; of the type that is meant. */
async function schemaOf(tx: Transaction, schemaId: string, typeId: string): Promise<BlockSchemaTable> {
  const schema = await tx.first(readBlockSchema, { id: schemaId });
  if (!schema) throw new ConstraintError(`block schema ${schemaId} does not exist`);
  if (schema.block_type_id !== typeId)
    throw new Refusal("bad_request", "Must migrate block document to a block schema of the same block type.");
  return schema;
}

/** Creates a document; its secrets are not in the answer. */
export const createBlockDocument = (context: Context, body: BlockDocumentCreate): Promise<BlockDocument> =>
  context.store.write(async (tx) => {
    const now = context.clock.now();
    const { plain, references } = separate(body.data ?? {});
    await schemaOf(tx, body.block_schema_id, body.block_type_id);
    const id = uuid7();
    const row: BlockDocumentTable = {
      id,
      created: now,
      updated: now,
      name: body.name || `anonymous-${randomUUID()}`,
      is_anonymous: body.is_anonymous ? 1 : 0,
      data: seal(context, id, plain),
      block_type_id: body.block_type_id,
      block_schema_id: body.block_schema_id,
    };
    if ((await tx.run(insertBlockDocument, row)) === 0) throw new Refusal("conflict", "Block already exists");
    for (const [name, child] of references) await addReference(tx, id, name, child);
    const document = (await asBlockDocuments(context, tx, [row], false))[0]!;
    await recordDocumentEvent(context, tx, "created", document, now);
    return document;
  });

/** What of the references stands after a change: what was sent; and what was there, if it is only added to. */
async function settleReferences(
  tx: Transaction,
  id: string,
  sent: ReadonlyMap<string, string>,
  isGone: (name: string) => boolean,
): Promise<void> {
  const present = new Map((await tx.rows(readReferencesOf([id]))).map(({ name, child_id }) => [name, child_id]));
  for (const [name, child] of present)
    if (sent.get(name) !== child && isGone(name)) await tx.run(deleteReference, { parent_id: id, name });
  for (const [name, child] of sent) if (present.get(name) !== child) await addReference(tx, id, name, child);
}

/** Changes a document's data, in part (unless told otherwise) and without losing secrets that came back hidden. */
export const updateBlockDocumentById = (context: Context, id: string, body: BlockDocumentUpdate): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(lockBlockDocument, { id });
    if (!row) throw notFound("Block document");
    const merges = body.merge_existing_data ?? true;
    const changed = { ...row, updated: context.clock.now() };
    if (body.block_schema_id && body.block_schema_id !== row.block_schema_id)
      changed.block_schema_id = (await schemaOf(tx, body.block_schema_id, row.block_type_id)).id;
    if (body.data || !merges) {
      const schema = stillThere(await tx.first(readBlockSchema, { id: row.block_schema_id }));
      // What cannot be opened any more can still be replaced as a whole.
      const stored = merges || opens(context, row) ? openData(context, row) : {};
      const secretFields = secretFieldsOf(JSON.parse(schema.fields) as Json);
      const { plain, references } = separate(unmaskSecrets(body.data ?? {}, stored, secretFields));
      const kept = Object.entries(stored).filter(([key]) => merges && !references.has(key));
      changed.data = seal(context, id, { ...Object.fromEntries(kept), ...plain });
      await settleReferences(tx, id, references, (name) => !merges || references.has(name) || name in plain);
    }
    await tx.run(updateBlockDocument, changed);
    const document = (await asBlockDocuments(context, tx, [changed], false))[0]!;
    await recordDocumentEvent(context, tx, "updated", document, changed.updated);
  });

export const deleteBlockDocumentById = (context: Context, id: string): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(readBlockDocument, { id });
    if (!row) throw notFound("Block document");
    const document = (await asBlockDocuments(context, tx, [row], false))[0]!;
    await recordDocumentEvent(context, tx, "deleted", document, context.clock.now());
    await tx.run(deleteBlockDocument, { id });
  });
