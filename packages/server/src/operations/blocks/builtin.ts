/**
 * The block types that every server has. They are registered when blocks are first asked for: a server that has nothing
 * to do with blocks never writes them.
 *
 * Their schemas are those of the reference, word for word: a client recognises a schema by a checksum over its texts.
 */
import { REFERENCE_VERSION } from "@weir/contract";
import { insertBlockSchema } from "../../storage/queries/block-schemas.ts";
import { readBlockTypeBySlug } from "../../storage/queries/block-types.ts";
import { uuid7 } from "../../platform/ids.ts";
import type { Context } from "../context.ts";
import { insertNewBlockType } from "./register-type.ts";

/** Registers what is missing of them. */
export async function registerBuiltins(context: Context): Promise<void> {
  const { default: types } = await import("./builtin-types.json", { with: { type: "json" } });
  await context.store.write(async (tx) => {
    for (const { schema, is_protected, ...texts } of types) {
      const type =
        (await insertNewBlockType(context, tx, texts, is_protected)) ??
        (await tx.first(readBlockTypeBySlug, { slug: texts.slug }));
      // Somebody else's type may have the name already: that one stays.
      if (!type) continue;
      const now = context.clock.now();
      await tx.run(insertBlockSchema, {
        id: uuid7(),
        created: now,
        updated: now,
        checksum: schema.checksum,
        version: REFERENCE_VERSION,
        fields: JSON.stringify(schema.fields),
        capabilities: JSON.stringify(schema.capabilities),
        block_type_id: type.id,
      });
    }
  });
}

/** The slug of the type that came last: where it is, all are. */
const NEWEST = "smtp-email";

/** Makes sure that they are there. */
export async function withBuiltins(context: Context): Promise<void> {
  if (!(await context.store.read((db) => db.first(readBlockTypeBySlug, { slug: NEWEST }))))
    await registerBuiltins(context);
}
