import type { BlockTypeCreate, Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { insertBlockType, toBlockType } from "../../storage/queries/block-types.ts";
import type { Transaction } from "../../storage/store.ts";
import type { BlockTypeTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";

export const recordTypeEvent = (
  context: Context,
  tx: Transaction,
  kind: "created" | "updated" | "deleted",
  row: BlockTypeTable,
  occurred: Micros,
): Promise<void> => {
  const { id, created: _, updated: __, ...payload } = toBlockType(row);
  return recordEvent(context, tx, {
    id: uuid7(),
    occurred,
    event: `prefect.block-type.${kind}`,
    resource: { "prefect.resource.id": `prefect.block-type.${id}`, "prefect.resource.name": row.name },
    payload,
  });
};

/** Texts that end up in a page are stored escaped, as the reference has them. */
const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Adds a type in a transaction of the caller's; answers undefined if its name or slug is taken. */
export async function insertNewBlockType(
  context: Context,
  tx: Transaction,
  body: BlockTypeCreate,
  isProtected: boolean,
): Promise<BlockTypeTable | undefined> {
  const now = context.clock.now();
  const row: BlockTypeTable = {
    id: uuid7(),
    created: now,
    updated: now,
    name: body.name,
    slug: body.slug,
    logo_url: body.logo_url ?? null,
    documentation_url: body.documentation_url ?? null,
    description: body.description == null ? null : escapeHtml(body.description),
    code_example: body.code_example == null ? null : escapeHtml(body.code_example),
    is_protected: isProtected ? 1 : 0,
  };
  if ((await tx.run(insertBlockType, row)) === 0) return undefined;
  await recordTypeEvent(context, tx, "created", row, now);
  return row;
}
