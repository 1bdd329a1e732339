import type { Context } from "../operations/context.ts";
import { Refusal } from "../platform/errors.ts";

interface Page {
  readonly limit: number;
  readonly offset: number;
}

type Settings = Pick<Context, "settings">;

function limitOf(limit: number, most: number): number {
  if (limit < 0) throw new Refusal("invalid", "Invalid limit: must be greater than or equal to 0.");
  if (limit > most) throw new Refusal("invalid", `Invalid limit: must be less than or equal to ${most}.`);
  return limit;
}

/** No table has more rows than this, and no database takes a greater offset. */
const bounded = (offset: number): number => Math.min(offset, Number.MAX_SAFE_INTEGER);

/** The limit and offset of a list request, within the server's bounds. */
export const page = (
  { settings }: Settings,
  body: { readonly limit?: number | undefined; readonly offset?: number | undefined },
  most: number = settings.server_page_size,
): Page => ({ limit: limitOf(body.limit ?? most, most), offset: bounded(body.offset ?? 0) });

/** The same for a request that counts pages. */
export function numberedPage(
  { settings: { server_page_size: most } }: Settings,
  body: { readonly limit?: number | undefined; readonly page?: number | undefined },
): Page & { readonly page: number } {
  const limit = limitOf(body.limit ?? most, most);
  const number = body.page ?? 1;
  return { limit, offset: bounded((number - 1) * limit), page: number };
}

/** One page of all that matches, as paginating requests are answered. */
export const paginated = <T>(
  { limit, page: number }: { readonly limit: number; readonly page: number },
  { results, count }: { readonly results: readonly T[]; readonly count: number },
): { results: readonly T[]; count: number; limit: number; pages: number; page: number } => ({
  results,
  count,
  limit,
  pages: limit > 0 ? Math.ceil(count / limit) : 0,
  page: number,
});
