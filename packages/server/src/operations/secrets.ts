/**
 * The keys that secrets are sealed under: which are in use, which secrets do not open, and the change to a new key.
 *
 * E1. Rotation is online and can be cut short at any moment: each secret is sealed anew by itself, and only if nobody
 *     has changed it since it was read; what is left is done by the next rotation.
 * E2. What does not open is never written: the key may come back.
 */
import type { SecretsReport, SecretsRotated } from "@weir/contract";
import { Refusal } from "../platform/errors.ts";
import { keyOf, VaultError } from "../platform/vault.ts";
import { readBlockDocumentsAfter, resealBlockDocument } from "../storage/queries/block-documents.ts";
import { readWebhooksAfter, resealWebhook } from "../storage/queries/webhooks.ts";
import type { Query } from "../storage/query.ts";
import type { Reader } from "../storage/store.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";

/** Documents that are looked at in one go. */
const BATCH = 200;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

interface Sealed {
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  readonly data: string;
}

/** A table that keeps secrets. */
interface Keeper {
  readonly page: (db: Reader, after: string, limit: number) => Promise<readonly Sealed[]>;
  /** Seals the same anew, unless it has changed meanwhile (E1). */
  readonly reseal: Query<{ id: string; data: string; former: string }, unknown>;
}

const KEEPERS: readonly Keeper[] = [
  {
    page: async (db, after, limit) =>
      (await db.all(readBlockDocumentsAfter, { after, limit })).map(({ id, name, slug, data }) => ({
        id,
        name: `${slug}/${name}`,
        data,
      })),
    reseal: resealBlockDocument,
  },
  {
    page: async (db, after, limit) =>
      (await db.all(readWebhooksAfter, { after, limit })).map(({ id, name, sealed }) => ({
        id,
        name: `inbound webhook ${name}`,
        data: sealed,
      })),
    reseal: resealWebhook,
  },
];

async function* allSealed({ store }: Context): AsyncGenerator<readonly (Sealed & Pick<Keeper, "reseal">)[]> {
  for (const { page, reseal } of KEEPERS)
    for (let after = BEFORE_ALL; ;) {
      const rows = await store.read((db) => page(db, after, BATCH));
      if (rows.length > 0) yield rows.map((row) => ({ ...row, reseal }));
      if (rows.length < BATCH) break;
      after = rows.at(-1)!.id;
    }
}

/** What is wrong with a sealed value; undefined if it opens. */
function problemOf({ vault }: Context, { data, id }: Sealed): string | undefined {
  try {
    vault.open(data, id);
    return undefined;
  } catch (error) {
    if (error instanceof VaultError) return error.message;
    throw error;
  }
}

const locked = ({ id, name, data }: Sealed, reason: string): SecretsReport["locked"][number] => ({
  id,
  name,
  key: keyOf(data),
  reason,
});

/** Tries every secret. */
export async function examineSecrets(context: Context): Promise<SecretsReport> {
  const counts = new Map<string, number>();
  const unopened: SecretsReport["locked"] = [];
  for await (const page of allSealed(context))
    for (const one of page) {
      counts.set(keyOf(one.data), (counts.get(keyOf(one.data)) ?? 0) + 1);
      const reason = problemOf(context, one);
      if (reason) unopened.push(locked(one, reason));
    }
  // A server that keeps no secrets needs no key, and is not to make one because somebody looks.
  const present = counts.size > 0 ? context.vault.keys() : [];
  const names = [...new Set([...present, ...counts.keys()])];
  return {
    keys: names.map((name) => ({
      name,
      secrets: counts.get(name) ?? 0,
      is_present: present.includes(name),
      seals: name === present[0],
    })),
    locked: unopened,
  };
}

/** Seals every secret under the key that comes first; under a fresh one, if asked for. */
export async function rotateSecrets(context: Context, newKey: boolean): Promise<SecretsRotated> {
  const { vault, store } = context;
  if (newKey) {
    if ((await store.read((db) => Promise.resolve(db.dialect))) === "postgres")
      throw new Refusal(
        "conflict",
        "Servers that share a database need the same keys: put a new one before the others in server_encryption_key of each, start them again, and rotate without a new key.",
      );
    try {
      vault.newKey();
    } catch (error) {
      if (error instanceof VaultError) throw new Refusal("conflict", `No new key can be made: ${error.message}.`);
      throw error;
    }
  }
  const [key] = vault.keys();
  let resealed = 0;
  const unopened: SecretsReport["locked"] = [];
  for await (const page of allSealed(context))
    for (const one of page) {
      if (keyOf(one.data) === key) continue;
      const reason = problemOf(context, one);
      if (reason) {
        unopened.push(locked(one, reason));
        continue;
      }
      const changed = { id: one.id, data: vault.reseal(one.data, one.id), former: one.data };
      resealed += await store.write((tx) => tx.run(one.reseal, changed));
    }
  const done = {
    occurred: context.clock.now(),
    action: "updated",
    kind: "encryption-key",
    id: key!,
    name: key!,
  } as const;
  await store.write((tx) => audit(tx, { ...done, after: { resealed, locked: unopened.length } }));
  return { key: key!, resealed, locked: unopened };
}
