/** The types of blocks: what a definition infers. */
import type { JsonSchema } from "../engine/parameters.ts";
import type { InputOf, OutputOf, StandardSchema } from "../engine/standard-schema.ts";

/** An object with values by name. */
export type BlockData = Readonly<Record<string, unknown>>;

/** A block with its data and what it can do. */
export type Block<Data = BlockData, Methods = unknown> = BlockCore<Data> & Methods;

/** What every block has. */
export interface BlockCore<Data = BlockData> {
  /** Its values: checked, with defaults, and with references such as `env://TOKEN` resolved. Secrets are in the open. */
  readonly data: Data;
  /** The name under which it is saved; `undefined` until then. */
  readonly blockName: string | undefined;
  /** The id of its document; `undefined` until it is saved. */
  readonly blockId: string | undefined;
  /** `slug/name`, as messages and the command line have it. */
  readonly reference: string;
  /**
   * Stores it on the server. References are stored as references, what they stand for is not.
   *
   * @param name lower-case letters, digits and dashes; the name that it has already, if left out
   * @throws BlockExists unless `overwrite` is given
   */
  save(name?: string, options?: SaveBlockOptions): Promise<this>;
}

export interface SaveBlockOptions {
  /** Whether a block of that name is replaced. Default: `false`, unless this very block has been loaded from it. */
  readonly overwrite?: boolean;
}

/** A kind of block: makes them, loads them. */
export interface BlockType<Data = BlockData, Methods = unknown, Input = Data> {
  readonly name: string;
  readonly slug: string;
  /** @throws InvalidBlock if the data does not fit the schema */
  create(data: Input): Promise<Block<Data, Methods>>;
  /**
   * A block that is saved, by this program or any other, in either language.
   *
   * @throws NoSuchBlock, InvalidBlock, IncompatibleBlock, UnresolvedReference
   */
  load(name: string): Promise<Block<Data, Methods>>;
  /** Deletes a saved block. @throws NoSuchBlock */
  delete(name: string): Promise<void>;
  /** Makes the type and its present schema known to the server. `save` does so by itself. */
  register(): Promise<void>;
}

/** What `Block` a type makes. */
export type BlockOf<T> = T extends BlockType<infer Data, infer Methods, never> ? Block<Data, Methods> : never;

/** Fields that are blocks of their own. */
// Their data is whatever it is: it stands in both directions, so neither `unknown` nor `never` admits every type.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Nested = Readonly<Record<string, BlockType<any, unknown, any>>>;
type NestedData<N> = { readonly [K in keyof N]?: BlockOf<N[K]> | undefined };

declare const TYPE: unique symbol;
/** A JSON Schema whose values are of a type: see `jsonSchema`. */
export type TypedSchema<T> = JsonSchema & { readonly [TYPE]?: T };

/** The data of a block by its schema. */
type Otherwise<S> = S extends { readonly [TYPE]?: infer T } ? (unknown extends T ? BlockData : T) : BlockData;
export type DataOf<S, N> = (S extends StandardSchema ? OutputOf<S> : Otherwise<S>) & NestedData<N>;
export type DataInputOf<S, N> = (S extends StandardSchema ? InputOf<S> : Otherwise<S>) & NestedData<N>;
