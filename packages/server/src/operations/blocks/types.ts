import type { BlockType, BlockTypeCreate, BlockTypeUpdate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import type { BlockFilters } from "../../storage/filters/blocks.ts";
import {
  deleteBlockType,
  filterBlockTypes,
  readBlockType,
  readBlockTypeBySlug,
  toBlockType,
  updateBlockType,
} from "../../storage/queries/block-types.ts";
import type { Context } from "../context.ts";
import { withBuiltins } from "./builtin.ts";
import { insertNewBlockType, recordTypeEvent } from "./register-type.ts";

const unescapeHtml = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export async function createBlockType(context: Context, body: BlockTypeCreate): Promise<BlockType> {
  if (body.name.toLowerCase().startsWith("prefect"))
    throw new Refusal("forbidden", "Block type names beginning with 'Prefect' are reserved.");
  await withBuiltins(context);
  return context.store.write(async (tx) => {
    const row = await insertNewBlockType(context, tx, body, false);
    if (!row) throw new Refusal("conflict", `Block type with name "${body.name}" already exists`);
    return toBlockType(row);
  });
}

export async function readBlockTypeById(context: Context, id: string): Promise<BlockType> {
  const row = await context.store.read((db) => db.first(readBlockType, { id }));
  if (!row) throw notFound("Block type");
  return toBlockType(row);
}

export async function readBlockTypeNamed(context: Context, slug: string): Promise<BlockType> {
  await withBuiltins(context);
  const row = await context.store.read((db) => db.first(readBlockTypeBySlug, { slug }));
  if (!row) throw notFound("Block type");
  return toBlockType(row);
}

export async function listBlockTypes(
  context: Context,
  page: { readonly filters: Omit<BlockFilters, "block_documents">; readonly limit: number; readonly offset: number },
): Promise<BlockType[]> {
  await withBuiltins(context);
  return context.store.read(async (db) => (await db.rows(filterBlockTypes(db.dialect, page))).map(toBlockType));
}

/** Changes what the body has; nothing if that is what is there already, as clients send it at every start. */
export const updateBlockTypeById = (context: Context, id: string, body: BlockTypeUpdate): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(readBlockType, { id });
    if (!row) throw notFound("Block type");
    const sent = Object.entries(body) as [keyof BlockTypeUpdate, string | null][];
    const isNews = sent.some(([field, value]) => {
      const present = row[field];
      return value !== present && (value === null || present === null || value !== unescapeHtml(present));
    });
    if (!isNews) return;
    const changed = { ...row, ...body, updated: context.clock.now() };
    await tx.run(updateBlockType, changed);
    await recordTypeEvent(context, tx, "updated", changed, changed.updated);
  });

export const deleteBlockTypeById = (context: Context, id: string): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(readBlockType, { id });
    if (!row) throw notFound("Block type");
    if (row.is_protected) throw new Refusal("forbidden", "protected block types cannot be deleted.");
    await recordTypeEvent(context, tx, "deleted", row, context.clock.now());
    await tx.run(deleteBlockType, { id });
  });
