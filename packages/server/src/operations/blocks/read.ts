/** Block documents as they are answered: opened, with those they refer to in place, and with secrets hidden. */
import { formatTime, type BlockDocument, type BlockSchema } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { VaultError } from "../../platform/vault.ts";
import type { BlockFilters } from "../../storage/filters/blocks.ts";
import {
  countBlockDocuments,
  filterBlockDocuments,
  readBlockDocument,
  readBlockDocumentNamed,
  readBlockDocumentsOf,
  readReferencesOf,
} from "../../storage/queries/block-documents.ts";
import { readBlockSchemasOf } from "../../storage/queries/block-schemas.ts";
import { readBlockTypeBySlug } from "../../storage/queries/block-types.ts";
import type { Reader } from "../../storage/store.ts";
import type { BlockDocumentReferenceTable, BlockDocumentTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { auditSecretsRead } from "../audit.ts";
import { withBuiltins } from "./builtin.ts";
import { asBlockSchemas } from "./schemas.ts";
import { maskSecrets } from "./secrets.ts";

/** How deep blocks may be nested. */
const MAX_DEPTH = 50;

type Json = Record<string, unknown>;

/**
 * Opens the data of a document.
 *
 * @throws Refusal if the key it is sealed under is not there, or what is stored is not what was sealed
 */
export function openData({ vault }: Pick<Context, "vault">, { data, id, name }: BlockDocumentTable): Json {
  try {
    return JSON.parse(vault.open(data, id)) as Json;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new Refusal("locked", `Block document ${name} cannot be opened: it is ${error.message}`);
  }
}

/** The same to show it without secrets: one that cannot be opened is empty then, so that the others can still be listed. */
function shownData(context: Context, row: BlockDocumentTable): Json {
  try {
    return openData(context, row);
  } catch (error) {
    if (error instanceof Refusal && error.code === "locked") return {};
    throw error;
  }
}

export const secretFieldsOf = (fields: Readonly<Record<string, unknown>> | undefined): readonly string[] =>
  [fields?.["secret_fields"]].flat().filter((path) => typeof path === "string");

/** Documents, all that they refer to, and their schemas. */
interface Library {
  readonly documents: ReadonlyMap<string, BlockDocumentTable>;
  readonly references: ReadonlyMap<string, readonly BlockDocumentReferenceTable[]>;
  readonly schemas: ReadonlyMap<string, BlockSchema>;
}

async function collect(db: Reader, roots: readonly BlockDocumentTable[]): Promise<Library> {
  const documents = new Map(roots.map((row) => [row.id, row]));
  const references = new Map<string, BlockDocumentReferenceTable[]>();
  let level = roots.map(({ id }) => id);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new Refusal("bad_request", `Blocks are nested more than ${MAX_DEPTH} deep.`);
    const found = await db.rows(readReferencesOf(level));
    for (const row of found) references.set(row.parent_id, [...(references.get(row.parent_id) ?? []), row]);
    level = [...new Set(found.map(({ child_id }) => child_id))].filter((id) => !documents.has(id));
    if (level.length > 0) for (const row of await db.rows(readBlockDocumentsOf(level))) documents.set(row.id, row);
  }
  const schemaIds = [...new Set([...documents.values()].map(({ block_schema_id }) => block_schema_id))];
  const schemas = schemaIds.length > 0 ? await asBlockSchemas(db, await db.rows(readBlockSchemasOf(schemaIds))) : [];
  return { documents, references, schemas: new Map(schemas.map((schema) => [schema.id, schema])) };
}

function assemble(context: Context, library: Library, row: BlockDocumentTable, includeSecrets: boolean): BlockDocument {
  const schema = library.schemas.get(row.block_schema_id)!;
  const data: Json = includeSecrets
    ? openData(context, row)
    : { ...maskSecrets(shownData(context, row), secretFieldsOf(schema.fields)) };
  const references: Record<string, Json> = {};
  for (const { name, child_id } of library.references.get(row.id) ?? []) {
    const child = assemble(context, library, library.documents.get(child_id)!, includeSecrets);
    data[name] = child.data;
    const { id, name: childName, block_type, is_anonymous, block_document_references } = child;
    references[name] = {
      block_document: { id, name: childName, block_type, is_anonymous, block_document_references },
    };
  }
  return {
    id: row.id,
    created: formatTime(row.created),
    updated: formatTime(row.updated),
    name: row.name,
    data,
    block_schema_id: row.block_schema_id,
    block_schema: schema,
    block_type_id: row.block_type_id,
    block_type_name: schema.block_type!.name,
    block_type: schema.block_type ?? null,
    block_document_references: references,
    is_anonymous: row.is_anonymous === 1,
  };
}

/** Documents in the order of their rows. */
export async function asBlockDocuments(
  context: Context,
  db: Reader,
  rows: readonly BlockDocumentTable[],
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  const library = await collect(db, rows);
  return rows.map((row) => assemble(context, library, row, includeSecrets));
}

async function answer(
  context: Context,
  find: (db: Reader) => Promise<BlockDocumentTable | undefined>,
  includeSecrets: boolean,
): Promise<BlockDocument> {
  const document = await context.store.read(async (db) => {
    const row = await find(db);
    if (!row) throw notFound("Block document");
    return (await asBlockDocuments(context, db, [row], includeSecrets))[0]!;
  });
  if (includeSecrets) await auditSecretsRead(context, [document]);
  return document;
}

export const readBlockDocumentById = (context: Context, id: string, includeSecrets: boolean): Promise<BlockDocument> =>
  answer(context, (db) => db.first(readBlockDocument, { id }), includeSecrets);

export const readBlockDocumentByName = (
  context: Context,
  key: { readonly slug: string; readonly name: string },
  includeSecrets: boolean,
): Promise<BlockDocument> => answer(context, (db) => db.first(readBlockDocumentNamed, key), includeSecrets);

export type BlockDocumentPage = Parameters<typeof filterBlockDocuments>[1];

export async function listBlockDocuments(
  context: Context,
  page: BlockDocumentPage,
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  const documents = await context.store.read(async (db) =>
    asBlockDocuments(context, db, await db.rows(filterBlockDocuments(db.dialect, page)), includeSecrets),
  );
  if (includeSecrets && documents.length > 0) await auditSecretsRead(context, documents);
  return documents;
}

/** The documents of a type that is there. */
export async function listBlockDocumentsOfType(
  context: Context,
  slug: string,
  page: { readonly limit: number; readonly offset: number },
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  await withBuiltins(context);
  const type = await context.store.read((db) => db.first(readBlockTypeBySlug, { slug }));
  if (!type) throw notFound("Block type");
  const filters = { block_documents: { block_type_id: { any_: [type.id] } } };
  return listBlockDocuments(context, { filters, sort: "NAME_ASC", ...page }, includeSecrets);
}

export const countAllBlockDocuments = ({ store }: Context, filters: BlockFilters): Promise<number> =>
  store.read(async (db) => (await db.rows(countBlockDocuments(db.dialect, filters)))[0]!.count);
