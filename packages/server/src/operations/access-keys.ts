/**
 * Who may use the server: the owner, by the one password; and whoever has an access key.
 *
 * A1. Without a password and without keys there is one local owner, who may do everything.
 * A2. Of a key only a hash is kept. What is read of them is kept in memory: a change here counts at once, one on another
 *     server after `STALE` at the latest.
 * A3. Nobody is locked out by a key: the first one, and the last one that is left, are an admin's unless there is a
 *     password.
 */
import { createHash, randomBytes } from "node:crypto";
import { mayAct, type AccessKey, type AccessKeyCreate, type AccessKeyCreated, type Role } from "@weir/contract";
import { notFound, Refusal } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import { deleteAccessKey, insertAccessKey, readAccessKeys, toAccessKey } from "../storage/queries/access-keys.ts";
import type { AccessKeyTable } from "../storage/tables.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";

/** Somebody who is known. */
export interface Principal {
  /** The name of the key; `owner` for who has the password, or where nobody needs one. */
  readonly name: string;
  readonly role: Role;
  readonly team: string | null;
}

export const OWNER: Principal = { name: "owner", role: "admin", team: null };

/** How long what was read counts, in microseconds. */
const STALE = 5_000_000;
const PREFIX = "weir_";

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** The keys as they were read last. */
export class KeyRing {
  readonly #read: () => Promise<readonly AccessKeyTable[]>;
  readonly #now: () => number;
  #byHash: ReadonlyMap<string, AccessKeyTable> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor({ store, clock }: Pick<Context, "store" | "clock">) {
    this.#read = () => store.read((db) => db.all(readAccessKeys, {}));
    this.#now = () => clock.now();
  }

  /** To be waited for, if it is something, before the others are asked. */
  fresh(): Promise<void> | undefined {
    return this.#now() - this.#readAt < STALE ? undefined : this.renew();
  }

  renew(): Promise<void> {
    this.#reading ??= this.#read()
      .then((rows) => {
        this.#byHash = new Map(rows.map((row) => [row.hash, row]));
        this.#readAt = this.#now();
      })
      .finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** True if there is any key, whether or not it has expired: a server does not open its doors because one did. */
  get isInUse(): boolean {
    return this.#byHash.size > 0;
  }

  /** Who has a key; undefined if there is no such key, or it has expired. */
  holder(key: string): Principal | undefined {
    if (!key.startsWith(PREFIX)) return undefined;
    const row = this.#byHash.get(hashOf(key));
    if (!row || (row.expires !== null && row.expires <= this.#now())) return undefined;
    return { name: row.name, role: row.role as Role, team: row.team };
  }
}

export async function createAccessKey(context: Context, body: AccessKeyCreate): Promise<AccessKeyCreated> {
  const key = PREFIX + randomBytes(32).toString("base64url");
  const created = context.clock.now();
  const row: AccessKeyTable = {
    id: uuid7(),
    created,
    name: body.name,
    hash: hashOf(key),
    role: body.role,
    team: body.team ?? null,
    expires: body.expires_in == null ? null : created + Math.round(body.expires_in * 1e6),
  };
  await context.store.write(async (tx) => {
    const others = await tx.all(readAccessKeys, {});
    if (!staysOpen(context, [...others, row]))
      throw new Refusal(
        "conflict",
        "The first key has to be an admin's that does not expire: nobody could make another.",
      );
    if ((await tx.run(insertAccessKey, row)) === 0)
      throw new Refusal("conflict", `There is a key ${body.name} already.`);
    const { id, name, role, team, expires } = toAccessKey(row);
    await audit(tx, {
      occurred: created,
      action: "created",
      kind: "access-key",
      id,
      name,
      after: { role, team, expires },
    });
  });
  await context.keys.renew();
  return { ...toAccessKey(row), key };
}

export const listAccessKeys = ({ store }: Context): Promise<AccessKey[]> =>
  store.read(async (db) => (await db.all(readAccessKeys, {})).map(toAccessKey));

export async function revokeAccessKey(context: Context, id: string): Promise<void> {
  await context.store.write(async (tx) => {
    const all = await tx.all(readAccessKeys, {});
    if (!all.some((row) => row.id === id)) throw notFound("Access key");
    const left = all.filter((row) => row.id !== id);
    if (left.length > 0 && !staysOpen(context, left))
      throw new Refusal(
        "conflict",
        "This is the last key of an admin: without it nobody could end or make the others.",
      );
    await tx.run(deleteAccessKey, { id });
    const { name } = all.find((row) => row.id === id)!;
    await audit(tx, { occurred: context.clock.now(), action: "deleted", kind: "access-key", id, name });
  });
  await context.keys.renew();
}

/** Whether somebody can still see to the keys (A3). */
const staysOpen = ({ settings }: Context, keys: readonly AccessKeyTable[]): boolean =>
  settings.server_auth_string !== undefined ||
  keys.some(({ role, expires }) => mayAct(role as Role, "admin") && expires === null);
