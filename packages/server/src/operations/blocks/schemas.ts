import type { BlockSchema, BlockSchemaCreate, BlockSchemaFilter } from "@weir/contract";
import { notFound, Refusal, stillThere } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import {
  deleteBlockSchema,
  filterBlockSchemas,
  insertBlockSchema,
  readBlockSchema,
  readBlockSchemaByChecksum,
  readBlockSchemaVersion,
  readBlockTypesOf,
  readCapabilities,
  toBlockSchema,
} from "../../storage/queries/block-schemas.ts";
import { readBlockType, readBlockTypeBySlug } from "../../storage/queries/block-types.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { BlockSchemaTable, BlockTypeTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { withBuiltins } from "./builtin.ts";
import { blockSchemaChecksum, parseAsWritten } from "./checksum.ts";

const UNVERSIONED = "non-versioned";

type Json = Readonly<Record<string, unknown>>;
const objectOf = (value: unknown): Json => (value !== null && typeof value === "object" ? (value as Json) : {});

/** A field that refers to a block names its type and its schema; one that admits several, a list of those. */
interface SchemaReference {
  readonly block_type_slug: string;
  readonly block_schema_checksum: string;
}

function referenceOf(value: unknown): SchemaReference {
  const { block_type_slug, block_schema_checksum } = objectOf(value);
  if (typeof block_type_slug !== "string" || typeof block_schema_checksum !== "string")
    throw new Refusal("invalid", "A block schema reference needs block_type_slug and block_schema_checksum.");
  return { block_type_slug, block_schema_checksum };
}

/** Schemas as they are answered, in the order of their rows. */
export async function asBlockSchemas(db: Reader, rows: readonly BlockSchemaTable[]): Promise<BlockSchema[]> {
  if (rows.length === 0) return [];
  const types = await db.rows(readBlockTypesOf([...new Set(rows.map(({ block_type_id }) => block_type_id))]));
  const byId = new Map(types.map((type) => [type.id, type]));
  return rows.map((row) => toBlockSchema(row, byId.get(row.block_type_id)!));
}

/** The names of definitions that a property refers to, whether alone or as one of several. */
const definitionNames = (property: unknown): string[] =>
  [...JSON.stringify(property ?? null).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map((match) => match[1]!);

/** Registers the schemas of nested blocks that are not known, from the definitions that came along. */
async function registerNested(context: Context, tx: Transaction, fields: Json): Promise<void> {
  const definitions = objectOf(fields["definitions"]);
  for (const [name, given] of Object.entries(objectOf(fields["block_schema_references"])))
    for (const { block_type_slug: slug, block_schema_checksum: checksum } of [given].flat().map(referenceOf)) {
      const type = await tx.first(readBlockTypeBySlug, { slug });
      if (!type)
        throw new Refusal(
          "conflict",
          `Cannot create block schema because block type '${slug}' was not found.Did you forget to register the block type?`,
        );
      if (await tx.first(readBlockSchemaByChecksum, { checksum })) continue;
      const definition = definitionNames(objectOf(fields["properties"])[name])
        .map((key) => objectOf(definitions[key]))
        .find((candidate) => candidate["block_type_slug"] === slug);
      if (!definition)
        throw new Refusal(
          "invalid",
          `Unable to create nested block schema for block type '${type.name}' due to missing definition.`,
        );
      const nested = { ...definition, definitions };
      await insertSchema(context, tx, type, { fields: nested, checksum, version: UNVERSIONED, capabilities: [] });
    }
}

async function insertSchema(
  context: Context,
  tx: Transaction,
  type: BlockTypeTable,
  {
    fields,
    checksum,
    version,
    capabilities,
  }: { fields: Json; checksum: string; version: string; capabilities: readonly string[] },
): Promise<BlockSchemaTable> {
  const now = context.clock.now();
  await registerNested(context, tx, fields);
  const row: BlockSchemaTable = {
    id: uuid7(),
    created: now,
    updated: now,
    checksum,
    version,
    fields: JSON.stringify({ ...fields, block_schema_references: fields["block_schema_references"] ?? {} }),
    capabilities: JSON.stringify(capabilities),
    block_type_id: type.id,
  };
  // Another transaction may have registered it since we looked (PostgreSQL only): then that one is it.
  const inserted = await tx.run(insertBlockSchema, row);
  return inserted > 0 ? row : stillThere(await tx.first(readBlockSchemaVersion, { checksum, version }));
}

/**
 * Registers a schema, or finds the one that has its checksum and version.
 *
 * @param text the request as it was written: the checksum tells `1.0` from `1`
 */
export async function createBlockSchema(
  context: Context,
  body: BlockSchemaCreate,
  text: string | undefined,
): Promise<{ schema: BlockSchema; created: boolean }> {
  const fields = body.fields ?? {};
  const written = text === undefined ? fields : (objectOf(parseAsWritten(text))["fields"] ?? fields);
  const checksum = blockSchemaChecksum(written);
  const version = body.version ?? UNVERSIONED;
  await withBuiltins(context);
  return context.store.write(async (tx) => {
    const type = await tx.first(readBlockType, { id: body.block_type_id });
    if (!type) throw new Refusal("not_found", `Block type ${body.block_type_id} not found.`);
    const existing = await tx.first(readBlockSchemaVersion, { checksum, version });
    const row =
      existing ??
      (await insertSchema(context, tx, type, { fields, checksum, version, capabilities: body.capabilities ?? [] }));
    return { schema: (await asBlockSchemas(tx, [row]))[0]!, created: !existing };
  });
}

async function answer(
  context: Context,
  find: (db: Reader) => Promise<BlockSchemaTable | undefined>,
): Promise<BlockSchema> {
  await withBuiltins(context);
  return context.store.read(async (db) => {
    const row = await find(db);
    if (!row) throw notFound("Block schema");
    return (await asBlockSchemas(db, [row]))[0]!;
  });
}

export const readBlockSchemaById = (context: Context, id: string): Promise<BlockSchema> =>
  answer(context, (db) => db.first(readBlockSchema, { id }));

/** The schema with a checksum: of one version, or the newest. */
export const readBlockSchemaOfChecksum = (
  context: Context,
  checksum: string,
  version: string | null | undefined,
): Promise<BlockSchema> =>
  answer(context, (db) =>
    version == null
      ? db.first(readBlockSchemaByChecksum, { checksum })
      : db.first(readBlockSchemaVersion, { checksum, version }),
  );

export async function listBlockSchemas(
  context: Context,
  page: { readonly filter: BlockSchemaFilter | null | undefined; readonly limit: number; readonly offset: number },
): Promise<BlockSchema[]> {
  await withBuiltins(context);
  return context.store.read(async (db) => asBlockSchemas(db, await db.rows(filterBlockSchemas(db.dialect, page))));
}

/** Everything that some block can do. */
export async function listCapabilities(context: Context): Promise<string[]> {
  await withBuiltins(context);
  const rows = await context.store.read((db) => db.all(readCapabilities, {}));
  return [...new Set(rows.flatMap(({ capabilities }) => JSON.parse(capabilities) as string[]))];
}

export const deleteBlockSchemaById = (context: Context, id: string): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(readBlockSchema, { id });
    if (!row) throw notFound("Block schema");
    const type = stillThere(await tx.first(readBlockType, { id: row.block_type_id }));
    if (type.is_protected) throw new Refusal("forbidden", "Block schemas for protected block types cannot be deleted.");
    await tx.run(deleteBlockSchema, { id });
  });
