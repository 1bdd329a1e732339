import type { Context } from "../operations/context.ts";
import { Refusal } from "../platform/errors.ts";

/** The limit and offset of a list request, within the server's bounds. */
export function page(
  { settings }: Pick<Context, "settings">,
  body: { readonly limit?: number | undefined; readonly offset?: number | undefined },
): { limit: number; offset: number } {
  const { limit = settings.server_page_size, offset = 0 } = body;
  if (limit < 0 || limit > settings.server_page_size)
    throw new Refusal("invalid", `Invalid limit: must be less than or equal to ${settings.server_page_size}.`);
  return { limit, offset };
}
