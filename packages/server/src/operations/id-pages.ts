import { Refusal } from "../platform/errors.ts";
import { isUuid } from "../platform/ids.ts";

const DEFAULT_LIMIT = 50;

/**
 * A page of rows whose ids go by time, the newest first; its cursor is the id of the last one.
 *
 * @param read the rows before an id, at most so many
 * @throws Refusal for a cursor that is none
 */
export async function pageById<R extends { readonly id: string }>(
  { cursor, limit = DEFAULT_LIMIT }: { readonly cursor?: string | null; readonly limit?: number },
  read: (place: { readonly before: string | undefined; readonly limit: number }) => Promise<readonly R[]>,
): Promise<{ readonly rows: readonly R[]; readonly next: string | null }> {
  if (cursor != null && !isUuid(cursor))
    throw new Refusal("invalid", "Invalid cursor: it is not one that this route gave.");
  const found = await read({ before: cursor?.toLowerCase(), limit: limit + 1 });
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)!.id : null };
}
