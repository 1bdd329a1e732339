/** Makes the type and the schema of a block known to the server: once for each server and process. */
import type { BlockSchema, BlockType as WireBlockType } from "@weir/contract";
import type { Backend } from "../backend.ts";
import { blockFields } from "./fields.ts";
import type { BlockKind } from "./kind.ts";

export interface Registered {
  readonly typeId: string;
  readonly schema: BlockSchema;
}

const known = new WeakMap<Backend, Map<BlockKind, Promise<Registered>>>();

export function registration(backend: Backend, kind: BlockKind): Promise<Registered> {
  let kinds = known.get(backend);
  if (!kinds) known.set(backend, (kinds = new Map()));
  let registered = kinds.get(kind);
  if (!registered) {
    kinds.set(kind, (registered = register(backend, kind)));
    // A failure is told to whoever waited for it, then tried anew.
    registered.catch(() => kinds.delete(kind));
  }
  return registered;
}

async function register(backend: Backend, kind: BlockKind): Promise<Registered> {
  const { name, slug, secrets, blocks, version } = kind.options;
  const { schema, fields, capabilities, texts } = await kind.options.definition();
  const nested = [];
  for (const [field, kinds] of Object.entries(blocks))
    for (const one of kinds as BlockKind[]) {
      const { checksum, fields: own = {} } = (await registration(backend, one)).schema;
      nested.push({ field, slug: one.slug, checksum, fields: own });
    }
  const { id } = await registerType(backend, kind);
  const created = await backend.api.blockSchemas.create({
    block_type_id: id,
    fields: fields ?? blockFields({ name, slug, description: texts.description ?? undefined, schema, secrets, nested }),
    capabilities: [...capabilities],
    version,
  });
  return { typeId: id, schema: created };
}

async function registerType({ api }: Backend, { options }: BlockKind): Promise<WireBlockType> {
  const { name, slug } = options;
  const { texts, isForeign } = await options.definition();
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
  const read = (): Promise<WireBlockType> => api.blockTypes.readBySlug({ slug });
  const found = await read().catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== "not_found") throw error;
    return undefined;
  });
  if (found) {
    const isNew = Object.entries(given).some(([key, text]) => found[key as keyof typeof texts] !== text);
    if (isNew && !isForeign && !found.is_protected) await api.blockTypes.update({ id: found.id }, given);
    return found;
  }
  return api.blockTypes.create({ name, slug, ...given }).catch((error: unknown) => {
    // Another process may have been faster; or the name is taken by a type with another slug, and the read says so.
    if ((error as { code?: unknown }).code !== "conflict") throw error;
    return read();
  });
}
