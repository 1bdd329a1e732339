/** Where the results of a process are kept and found again. */
import type { Client } from "@weir/client";
import type { BlockDocument } from "@weir/contract";
import { describeError, MissingResult } from "../errors.ts";
import { blockPlace, localPlace, type Place, type ResultStorage } from "./place.ts";
import { type ResultReference, ResultStore } from "./result-store.ts";
import type { ResultSerializer } from "./serializers.ts";

/** Where and how the result of a task is kept. */
export interface ResultOptions {
  /**
   * A saved block that keeps files, or what loads one when it is first needed: `() => S3.load("results")`. Default: a file of this
   * machine.
   */
  readonly storage?: ResultStorage | (() => Promise<ResultStorage>) | undefined;
  /** Default: `serializers.json`. */
  readonly serializer?: ResultSerializer | undefined;
}

type Opener = (document: BlockDocument) => Promise<ResultStorage>;

let openStorage: Opener | undefined;

/** Says how blocks that other programs have kept results in are opened. */
export const provideStorages = (opener: Opener): void => void (openStorage = opener);

export class Results {
  /** The files of this machine. */
  readonly local: ResultStore;
  readonly #localPlace: Place;
  readonly #api: Client;
  readonly #blocks = new Map<string, Place>();
  readonly #loading = new Map<unknown, Promise<ResultStorage>>();

  constructor(home: string, api: Client) {
    this.#localPlace = localPlace(home);
    this.local = new ResultStore(this.#localPlace);
    this.#api = api;
  }

  /** @throws what loading the storage rejects with; TypeError for a block that is not saved */
  async store({ storage, serializer }: ResultOptions = {}): Promise<ResultStore> {
    if (storage === undefined) return new ResultStore(this.#localPlace, serializer);
    const place = blockPlace(typeof storage === "function" ? await this.#loaded(storage) : storage);
    this.#blocks.set(place.blockId!, place);
    return new ResultStore(place, serializer);
  }

  /** Loaded once, however many runs need it; one that could not be loaded is tried again. */
  async #loaded(load: () => Promise<ResultStorage>): Promise<ResultStorage> {
    let storage = this.#loading.get(load);
    if (!storage) {
      storage = load();
      this.#loading.set(load, storage);
      storage.catch(() => this.#loading.delete(load));
    }
    return storage;
  }

  /**
   * The value that a state refers to.
   *
   * @throws MissingResult if it is not there any more, or not readable here
   */
  async load(reference: ResultReference): Promise<unknown> {
    const { storage_block_id: id, storage_key: key } = reference;
    if (id === null || id === undefined) return this.local.load(reference);
    try {
      let place = this.#blocks.get(id);
      if (!place) this.#blocks.set(id, (place = blockPlace(await this.#storage(id))));
      return await new ResultStore(place).load(reference);
    } catch (error) {
      if (error instanceof MissingResult) throw error;
      throw new MissingResult(`the result ${key} cannot be read from its block: ${describeError(error)}`);
    }
  }

  /** The block of a result that another program has kept. */
  async #storage(id: string): Promise<ResultStorage> {
    if (!openStorage) throw new Error("blocks are not opened here");
    return openStorage(await this.#api.blockDocuments.read({ id }, { include_secrets: true }));
  }
}
