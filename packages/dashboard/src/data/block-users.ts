/** Who uses a block, as far as the API tells. */
import type { BlockDocument } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { all, blockKeys } from "./blocks.ts";
import { isObject } from "./parameter-form.ts";

/** How many of each kind of thing are looked through. */
export const MOST_USERS = 1000;

export type BlockUse =
  | { readonly kind: "block"; readonly block: BlockDocument }
  | { readonly kind: "deployment" | "automation"; readonly id: string; readonly name: string }
  | { readonly kind: "work-pool"; readonly name: string };

/** True if a block has another one within it. */
export const refersTo = ({ block_document_references: references = {} }: BlockDocument, id: string): boolean =>
  Object.values(references).some(({ block_document: child }) => isObject(child) && child["id"] === id);

/** True if it names the block in a template (`{{ prefect.blocks.secret.api-key }}`) or has its id anywhere. */
export function mentions(value: unknown, { id, name, block_type: type }: BlockDocument): boolean {
  const text = JSON.stringify(value ?? null);
  if (text.includes(id)) return true;
  if (!name || !type) return false;
  // As it stands within JSON, and with no letter that a pattern reads as something else.
  const written = JSON.stringify(`prefect.blocks.${type.slug}.${name}`).slice(1, -1);
  const reference = written.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  // What goes on with a letter is another block's name.
  return new RegExp(`\\{\\{\\s*${reference}(?![\\w-])`).test(text);
}

/** Who names a block, among the first of each kind. */
export const blockUsersQuery = (document: BlockDocument) =>
  queryOptions({
    queryKey: blockKeys.users(document.id),
    queryFn: async ({ signal }): Promise<readonly BlockUse[]> => {
      const most = { limit: MOST_USERS };
      const [blocks, deployments, pools, automations] = await Promise.all([
        all(api.blockDocuments.list(most, { signal })),
        all(api.deployments.list(most, { signal })),
        all(api.workPools.list(most, { signal })),
        all(api.automations.list(most, { signal })),
      ]);
      return [
        ...blocks.filter((one) => refersTo(one, document.id)).map((block) => ({ kind: "block" as const, block })),
        ...deployments
          .filter((one) => mentions(one, document))
          .map(({ id, name }) => ({ kind: "deployment" as const, id, name })),
        ...pools.filter((one) => mentions(one, document)).map(({ name }) => ({ kind: "work-pool" as const, name })),
        ...automations
          .filter((one) => mentions(one.actions, document))
          .map(({ id, name }) => ({ kind: "automation" as const, id, name })),
      ];
    },
  });
