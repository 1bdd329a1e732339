/**
 * Keeps values secret at rest.
 *
 * K1. Each value is sealed with AES-256-GCM under a key of its own; that key is sealed under one of the server's keys,
 *     whose name stands beside it. So the server's key can change without every value being sealed anew.
 * K2. The server's keys are never in the database: they come from a setting, or from a file that only its owner reads.
 * K3. A sealed value opens only for what it was sealed for: it cannot be copied into another row.
 * K4. A key is never removed here, and a new one is in the file before anything is sealed under it: whatever dies
 *     meanwhile, every value still opens.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = "w1";

export interface Vault {
  /** @param boundTo what the value belongs to, e.g. the id of its row; `open` needs the same */
  seal(text: string, boundTo: string): string;
  /** @throws VaultError if the key is not there, or the value is not what was sealed */
  open(sealed: string, boundTo: string): string;
  /** The names of the keys; the first one seals. */
  keys(): readonly string[];
  /** The same value under the key that seals now (K1). @throws VaultError as `open` does */
  reseal(sealed: string, boundTo: string): string;
  /** Makes a fresh key that seals from now on; gives its name. @throws VaultError if the keys come from a setting */
  newKey(): string;
}

/** The name of the key that a value is sealed under. */
export const keyOf = (sealed: string): string => sealed.split(":")[1] ?? "";

/** A sealed value that cannot be opened, or a key that is none. */
export class VaultError extends Error {
  override readonly name = "VaultError";
}

interface Key {
  readonly name: string;
  readonly bytes: Buffer;
}

const nameOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

function encrypt(bytes: Buffer, key: Buffer, boundTo: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(boundTo));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(sealed: Buffer, key: Buffer, boundTo: string): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** Keys as text: base64 of 32 bytes each, separated by commas or lines. The first one seals, all of them open. */
function parseKeys(text: string, source: string): Key[] {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => Buffer.from(part, "base64"));
  if (keys.length === 0 || keys.some(({ length }) => length !== KEY_BYTES))
    throw new VaultError(`${source} does not hold base64 keys of ${KEY_BYTES} bytes`);
  return keys.map((bytes) => ({ name: nameOf(bytes), bytes }));
}

const freshKey = (): string => `${randomBytes(KEY_BYTES).toString("base64")}\n`;

/** A file beside the key file, to take its place. */
function draftOf(path: string, text: string): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
  chmodSync(draft, 0o600);
  return draft;
}

/** Reads the key file; makes one with a fresh key if there is none. Of several processes that do so, one wins. */
function keyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  const draft = draftOf(path, freshKey());
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, "utf8");
}

/**
 * @param source the keys as text; or the file that holds them, which is read at first use: most servers keep no secrets
 * @throws VaultError if the text is no key
 */
export function openVault(source: { readonly keys: string | undefined; readonly file: string }): Vault {
  let loaded = source.keys ? parseKeys(source.keys, "The encryption key that was set") : undefined;
  const load = (): Key[] => (loaded = parseKeys(keyFile(source.file), source.file));
  const keys = (): Key[] => loaded ?? load();
  const named = (name: string | undefined): Key | undefined => keys().find((one) => one.name === name);

  /** The value's own key, and its body. */
  function unwrap(sealed: string, boundTo: string): { readonly own: Buffer; readonly body: string } {
    const [format, name, wrapped, body] = sealed.split(":");
    if (format !== FORMAT || !wrapped || !body) throw new VaultError("no sealed value");
    // Another process may have put a new key into the file.
    const key = named(name) ?? (source.keys ? undefined : load().find((one) => one.name === name));
    if (!key)
      throw new VaultError(
        `sealed under the key ${name}, which this server does not have: bring back ${source.file}, or set that key`,
      );
    return { own: guarded(() => decrypt(Buffer.from(wrapped, "base64url"), key.bytes, boundTo)), body };
  }

  const wrap = (own: Buffer, body: string, boundTo: string): string => {
    const key = keys()[0]!;
    return [FORMAT, key.name, encrypt(own, key.bytes, boundTo).toString("base64url"), body].join(":");
  };

  return {
    seal(text, boundTo) {
      const own = randomBytes(KEY_BYTES);
      return wrap(own, encrypt(Buffer.from(text), own, boundTo).toString("base64url"), boundTo);
    },
    open(sealed, boundTo) {
      const { own, body } = unwrap(sealed, boundTo);
      return guarded(() => decrypt(Buffer.from(body, "base64url"), own, boundTo)).toString();
    },
    reseal(sealed, boundTo) {
      const { own, body } = unwrap(sealed, boundTo);
      return wrap(own, body, boundTo);
    },
    keys: () => keys().map(({ name }) => name),
    newKey() {
      if (source.keys)
        throw new VaultError(
          "the keys come from the setting server_encryption_key: put a new one before them, a comma between, and start the server again",
        );
      const draft = draftOf(source.file, freshKey() + keyFile(source.file));
      renameSync(draft, source.file);
      return load()[0]!.name;
    },
  };
}

function guarded(decrypted: () => Buffer): Buffer {
  try {
    return decrypted();
  } catch (error) {
    throw new VaultError("not what was sealed: it was changed, or belongs elsewhere", { cause: error });
  }
}
