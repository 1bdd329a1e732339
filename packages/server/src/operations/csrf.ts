import { randomBytes } from "node:crypto";
import { formatTime, seconds, type CsrfToken } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import { deleteExpiredCsrfTokens, readCsrfToken, upsertCsrfToken } from "../storage/queries/csrf.ts";
import type { Context } from "./context.ts";

/** How long a token lives. */
const LIFETIME = seconds(3600);

/** Gives a client its token: a new one each time, the old one dies. */
export async function createCsrfToken({ store, clock, settings }: Context, client: string): Promise<CsrfToken> {
  if (!settings.server_csrf_enabled) throw new Refusal("invalid", "CSRF protection is disabled.");
  const now = clock.now();
  const token = randomBytes(32).toString("hex");
  const id = uuid7();
  const expiration = now + LIFETIME;
  await store.write(async (tx) => {
    await tx.run(deleteExpiredCsrfTokens, { now });
    await tx.run(upsertCsrfToken, { client, token, expiration, id, now });
  });
  return { id, created: formatTime(now), updated: formatTime(now), token, client, expiration: formatTime(expiration) };
}

/** True if the token is the client's present one. */
export async function isCsrfTokenValid({ store, clock }: Context, client: string, token: string): Promise<boolean> {
  const row = await store.read((db) => db.first(readCsrfToken, { client }));
  return row !== undefined && row.token === token && row.expiration > clock.now();
}
