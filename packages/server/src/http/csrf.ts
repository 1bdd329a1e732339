import { Refusal } from "../platform/errors.ts";
import type { Context } from "../operations/context.ts";
import { isCsrfTokenValid } from "../operations/csrf.ts";
import type { Headers } from "./caller.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses a changing request without a live token of its client, where the server asks for one. */
export async function checkCsrf(
  context: Context,
  call: { readonly method: string; readonly headers: Headers },
): Promise<void> {
  if (!context.settings.server_csrf_enabled || SAFE.has(call.method)) return;
  const token = call.headers["prefect-csrf-token"];
  const client = call.headers["prefect-csrf-client"];
  if (typeof token !== "string") throw new Refusal("forbidden", "Missing CSRF token.");
  if (typeof client !== "string") throw new Refusal("forbidden", "Missing client identifier.");
  if (!(await isCsrfTokenValid(context, client, token)))
    throw new Refusal("forbidden", "Invalid CSRF token or client identifier.");
}
