/**
 * Keeps values secret at rest.
 *
 * K1. Each value is sealed with AES-256-GCM under a key of its own; that key is sealed under one of the server's keys,
 *     whose name stands beside it. So the server's key can change without every value being sealed anew.
 * K2. The server's keys are never in the database: they come from a setting, or from a file that only its owner reads.
 * K3. A sealed value opens only for what it was sealed for: it cannot be copied into another row.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
}

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

/** Reads the key file; makes one with a fresh key if there is none. Of several processes that do so, one wins. */
function keyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(draft, 0o600);
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
  const keys = (): Key[] => (loaded ??= parseKeys(keyFile(source.file), source.file));
  return {
    seal(text, boundTo) {
      const [key] = keys();
      const own = randomBytes(KEY_BYTES);
      return [
        FORMAT,
        key!.name,
        encrypt(own, key!.bytes, boundTo).toString("base64url"),
        encrypt(Buffer.from(text), own, boundTo).toString("base64url"),
      ].join(":");
    },
    open(sealed, boundTo) {
      const [format, name, wrapped, body] = sealed.split(":");
      if (format !== FORMAT || !wrapped || !body) throw new VaultError("not a sealed value");
      const key = keys().find((one) => one.name === name);
      if (!key)
        throw new VaultError(
          `sealed under the key ${name}, which this server does not have: bring back ${source.file}, or set that key`,
        );
      try {
        const own = decrypt(Buffer.from(wrapped, "base64url"), key.bytes, boundTo);
        return decrypt(Buffer.from(body, "base64url"), own, boundTo).toString();
      } catch (error) {
        throw new VaultError("a sealed value was changed, or belongs elsewhere", { cause: error });
      }
    },
  };
}
