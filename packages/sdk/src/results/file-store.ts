/**
 * Results in files below the home folder, in the layout of the reference (its task results have an envelope of this
 * form), so that both languages can read what is plain JSON.
 */
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { randomUUID } from "node:crypto";
import { formatTime, type Micros, tryParseTime } from "@weir/contract/time";
import { REFERENCE_VERSION } from "@weir/contract/weir";
import { describeError, MissingResult } from "../errors.ts";
import type { Staged } from "../transactions/active.ts";
import { decode, encode } from "./encoding.ts";

/** What the state of a run carries in place of the value. */
export interface ResultReference {
  readonly storage_key: string;
  readonly expiration: string | null;
  readonly serializer: Readonly<Record<string, unknown>>;
  readonly prefect_version: string;
  readonly storage_block_id: null;
}

/** A result that can be kept. */
export interface PreparedResult {
  /** What the state has to carry. */
  readonly reference: ResultReference;
  /** The value as text. */
  readonly encoded: string;
  readonly write: () => Promise<void>;
  /** The same for a transaction: what was there before can be put back. */
  readonly staged: Staged;
}

/** A result that is there. */
export interface StoredResult {
  readonly value: unknown;
  readonly metadata: ResultReference;
  /** The value as text. */
  readonly encoded: string;
}

const SERIALIZER = Object.freeze({ type: "json", jsonlib: "json", dumps_kwargs: {}, loads_kwargs: {} });

export class FileStore {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = resolve(join(home, "storage"));
  }

  /** Where the result of a key lies. */
  path(key: string): string {
    return resolve(this.#folder, key);
  }

  /** Keeps a value; gives what the state has to carry. */
  async write(key: string, value: unknown, expires: Micros | undefined): Promise<ResultReference> {
    const { reference, write } = this.prepare(key, value, expires);
    await write();
    return reference;
  }

  /** The same in two steps: the value is kept as it is now, once `write` is called. */
  prepare(key: string, value: unknown, expires: Micros | undefined): PreparedResult {
    const file = this.path(key);
    const metadata: ResultReference = {
      storage_key: file,
      expiration: expires === undefined ? null : formatTime(expires),
      serializer: SERIALIZER,
      prefect_version: REFERENCE_VERSION,
      storage_block_id: null,
    };
    const encoded = encode(value);
    const text = JSON.stringify({ metadata, result: encoded });
    let before: string | undefined;
    return {
      reference: metadata,
      encoded,
      write: () => replace(file, text),
      staged: {
        async write() {
          before = await textOf(file);
          await replace(file, text);
        },
        remove: () => (before === undefined ? rm(file, { force: true }) : replace(file, before)),
      },
    };
  }

  /**
   * The value that a state refers to.
   *
   * @throws MissingResult if it is not there any more, or not readable here
   */
  async load({ storage_key: key, serializer }: ResultReference): Promise<unknown> {
    if (serializer["type"] !== "json")
      throw new MissingResult(
        `the result at ${key} is kept in a form that only Python reads (${String(serializer["type"])})`,
      );
    const record = await this.read(key, Number.NEGATIVE_INFINITY);
    if (!record) throw new MissingResult(`the result at ${key} is not there any more`);
    return record.value;
  }

  /**
   * The value of a key, unless there is none or it has expired.
   *
   * @throws MissingResult if what is there is no whole result: cut short, or of a form that is not known here
   */
  async read(key: string, now: Micros): Promise<StoredResult | undefined> {
    const file = this.path(key);
    const text = await textOf(file);
    if (text === undefined) return undefined;
    try {
      const { metadata, result } = JSON.parse(text) as { metadata: ResultReference; result: string };
      if (metadata.expiration !== null && (tryParseTime(metadata.expiration) ?? 0) <= now) return undefined;
      return { value: decode(result), metadata, encoded: result };
    } catch (error) {
      throw new MissingResult(`the result at ${file} cannot be read: ${describeError(error)}`);
    }
  }
}

/** When a file was written; `undefined` if there is none. */
export const writtenAt = (path: string): Promise<Micros | undefined> =>
  stat(path, { bigint: true }).then(
    ({ mtimeNs }) => Number(mtimeNs / 1000n),
    () => undefined,
  );

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A reader never sees half a file. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** The reference in the data of a state, if that is one. */
export function resultReference(data: unknown): ResultReference | undefined {
  const key = (data as { storage_key?: unknown } | null)?.storage_key;
  return typeof key === "string" ? (data as ResultReference) : undefined;
}
