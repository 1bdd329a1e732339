/**
 * Results as records in one place: a folder of this machine, or a block that keeps files. Records have the reference's
 * layout, so that both languages can read what is plain JSON.
 */
import { formatTime, type Micros, tryParseTime } from "@weir/contract/time";
import { REFERENCE_VERSION } from "@weir/contract/weir";
import { describeError, MissingResult } from "../errors.ts";
import type { Staged } from "../transactions/active.ts";
import type { Place } from "./place.ts";
import { JSON_FORM, type ResultSerializer, serializerOf } from "./serializers.ts";

/** What the state of a run carries in place of the value. */
export interface ResultReference {
  readonly storage_key: string;
  readonly expiration: string | null;
  readonly serializer: Readonly<Record<string, unknown>>;
  readonly prefect_version: string;
  /** The block that keeps the record; `null`: a file. */
  readonly storage_block_id: string | null;
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

interface ResultRecord {
  readonly metadata: ResultReference;
  readonly result: string;
}

export class ResultStore {
  readonly #place: Place;
  readonly #serializer: ResultSerializer;

  constructor(place: Place, serializer: ResultSerializer = JSON_FORM) {
    this.#place = place;
    this.#serializer = serializer;
  }

  /** Keeps a value; gives what the state has to carry. */
  async write(key: string, value: unknown, expires: Micros | undefined): Promise<ResultReference> {
    const { reference, write } = this.prepare(key, value, expires);
    await write();
    return reference;
  }

  /** The same in two steps: the value is kept as it is now, once `write` is called. */
  prepare(key: string, value: unknown, expires: Micros | undefined): PreparedResult {
    const at = this.#place.at(key);
    const { type, settings } = this.#serializer;
    const metadata: ResultReference = {
      storage_key: at,
      expiration: expires === undefined ? null : formatTime(expires),
      serializer: { type, ...settings },
      prefect_version: REFERENCE_VERSION,
      storage_block_id: this.#place.blockId,
    };
    const encoded = this.#serializer.encode(value);
    const text = JSON.stringify({ metadata, result: encoded } satisfies ResultRecord);
    let before: string | undefined;
    return {
      reference: metadata,
      encoded,
      write: () => this.#place.write(at, text),
      staged: {
        write: async () => {
          before = await this.#place.read(at);
          await this.#place.write(at, text);
        },
        remove: () => (before === undefined ? this.#place.remove(at) : this.#place.write(at, before)),
      },
    };
  }

  /**
   * The value that a state refers to.
   *
   * @throws MissingResult if it is not there any more, or not readable here
   */
  async load({ storage_key: at }: ResultReference): Promise<unknown> {
    const record = await this.#read(at, Number.NEGATIVE_INFINITY);
    if (!record) throw new MissingResult(`the result at ${at} is not there any more`);
    return record.value;
  }

  /**
   * The value of a key, unless there is none or it has expired.
   *
   * @throws MissingResult if what is there is no whole result: cut short, or of a form that is not known here
   */
  read(key: string, now: Micros): Promise<StoredResult | undefined> {
    return this.#read(this.#place.at(key), now);
  }

  async #read(at: string, now: Micros): Promise<StoredResult | undefined> {
    const text = await this.#place.read(at);
    if (text === undefined) return undefined;
    try {
      const { metadata, result } = JSON.parse(text) as ResultRecord;
      if (metadata.expiration !== null && (tryParseTime(metadata.expiration) ?? 0) <= now) return undefined;
      return { value: serializerOf(metadata.serializer).decode(result), metadata, encoded: result };
    } catch (error) {
      throw new MissingResult(`the result at ${at} cannot be read: ${describeError(error)}`);
    }
  }

  /** How values become text here. */
  get form(): Pick<ResultSerializer, "type"> & Readonly<Record<string, unknown>> {
    return { type: this.#serializer.type };
  }

  /** The value of a text of this form that another process has made of it. */
  decode(encoded: string): unknown {
    return this.#serializer.decode(encoded);
  }

  /** The text of the value in a record, wherever another process has put that, if it can be read from here. */
  async encodedAt(at: string): Promise<string | undefined> {
    try {
      const text = await this.#place.read(at);
      return text === undefined ? undefined : (JSON.parse(text) as ResultRecord).result;
    } catch {
      return undefined;
    }
  }

  /** When the record of a key was written; `undefined` if there is none, or the place does not know. */
  async writtenAt(key: string): Promise<Micros | undefined> {
    return this.#place.writtenAt?.(this.#place.at(key));
  }
}

/** The reference in the data of a state, if that is one. */
export function resultReference(data: unknown): ResultReference | undefined {
  const key = (data as { storage_key?: unknown } | null)?.storage_key;
  return typeof key === "string" ? (data as ResultReference) : undefined;
}
