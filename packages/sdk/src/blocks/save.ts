/** Writes a block's document, and those of the blocks within it. */
import type { Backend } from "../backend.ts";
import { BlockExists } from "./errors.ts";
import { slugOfBlock, storedOf } from "./instance.ts";
import type { BlockKind } from "./kind.ts";
import { type Registered, registration } from "./register.ts";
import type { Block, BlockData } from "./types.ts";

interface Target {
  /** Undefined for a block that only others refer to. */
  readonly name: string | undefined;
  readonly overwrite: boolean;
}

export async function saveDocument(
  backend: Backend,
  kind: BlockKind,
  stored: BlockData,
  { name, overwrite }: Target,
): Promise<{ readonly id: string }> {
  const { api } = backend;
  const registered = await registration(backend, kind);
  const data = await withReferences(backend, kind, stored);
  const existing = name === undefined ? undefined : await find(backend, kind, name);
  if (existing) return replace(existing);
  try {
    return await api.blockDocuments.create({
      name: name ?? null,
      data,
      is_anonymous: name === undefined,
      block_type_id: registered.typeId,
      block_schema_id: registered.schema.id,
    });
  } catch (error) {
    // Somebody else has saved one of that name meanwhile.
    const other = (error as { code?: unknown }).code === "conflict" && name && (await find(backend, kind, name));
    if (!other) throw error;
    return replace(other);
  }

  async function replace({ id }: { readonly id: string }): Promise<{ readonly id: string }> {
    if (!overwrite) throw new BlockExists(`there is a block ${kind.slug}/${name} already (use { overwrite: true })`);
    const changes = { data, block_schema_id: (registered as Registered).schema.id, merge_existing_data: false };
    await api.blockDocuments.update({ id }, changes);
    return { id };
  }
}

async function find({ api }: Backend, { slug }: BlockKind, name: string): Promise<{ readonly id: string } | undefined> {
  try {
    return await api.blockTypes.readBlockDocumentByName({ slug, block_document_name: name });
  } catch (error) {
    if ((error as { code?: unknown }).code === "not_found") return undefined;
    throw error;
  }
}

/** Blocks within are saved on their own, without a name if they have none, and referred to. */
async function withReferences(backend: Backend, kind: BlockKind, stored: BlockData): Promise<Record<string, unknown>> {
  const data: Record<string, unknown> = { ...stored };
  for (const [field, kinds] of Object.entries(kind.options.blocks)) {
    const child = stored[field] as Block | null | undefined;
    if (child == null) continue;
    const slug = slugOfBlock(child);
    const of = (kinds as BlockKind[]).find((one) => one.slug === slug);
    if (!of) throw new TypeError(`block ${kind.slug}: ${field} has to be a block of ${slugs(kinds as BlockKind[])}`);
    const id =
      child.blockId ?? (await saveDocument(backend, of, storedOf(child), { name: undefined, overwrite: false })).id;
    data[field] = { $ref: { block_document_id: id } };
  }
  return data;
}

const slugs = (kinds: readonly BlockKind[]): string => kinds.map(({ slug }) => slug).join(" or ");
