/** The block in which results are stored where a flow names none. */
import type { ServerDefaultResultStorage } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import {
  deleteConfiguration,
  readBlockDocumentCapabilities,
  readConfiguration,
  writeConfiguration,
} from "../storage/queries/configuration.ts";
import type { Context } from "./context.ts";

const key = "server-default-result-storage";

/** The default; none where its block has been deleted since. */
export const readResultStorage = ({ store }: Context): Promise<ServerDefaultResultStorage> =>
  store.read(async (db) => {
    const row = await db.first(readConfiguration, { key });
    const id = row && (JSON.parse(row.value) as string);
    const usable = id !== undefined && (await db.first(readBlockDocumentCapabilities, { id })) !== undefined;
    return { default_result_storage_block_id: usable ? id : null };
  });

export const setResultStorage = ({ store }: Context, id: string): Promise<ServerDefaultResultStorage> =>
  store.write(async (tx) => {
    const row = await tx.first(readBlockDocumentCapabilities, { id });
    if (!row) throw new Refusal("not_found", `Block document ${id} not found.`);
    if (!(JSON.parse(row.capabilities) as string[]).includes("write-path"))
      throw new Refusal("invalid", `Block document ${id} cannot be used for result storage.`);
    await tx.run(writeConfiguration, { key, value: JSON.stringify(id) });
    return { default_result_storage_block_id: id };
  });

export const clearResultStorage = async ({ store }: Context): Promise<void> => {
  await store.write((tx) => tx.run(deleteConfiguration, { key }));
};
