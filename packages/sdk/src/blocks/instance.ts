/** One block: an object with data and methods that never prints its secrets. */
import { inspect } from "node:util";
import { MASK } from "../redaction.ts";
import { maskSecrets } from "./paths.ts";
import type { Block, BlockData, SaveBlockOptions } from "./types.ts";

const MEMBERS = ["data", "blockName", "blockId", "reference", "save", "toJSON"];

/** True for names that methods cannot have. */
export const isMember = (name: string): boolean => MEMBERS.includes(name);

interface Parts {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly slug: string;
  readonly data: BlockData;
  /** The data with references in place of what they stand for. */
  readonly stored: BlockData;
  readonly secrets: readonly string[];
  readonly methods: object;
  save(block: Block, name: string | undefined, options: SaveBlockOptions): Promise<Block>;
}

const parts = new WeakMap<object, Parts>();

/** What is saved of a block. */
export const storedOf = (block: object): BlockData => parts.get(block)!.stored;

/** The type of a block that this package has made; `undefined` for anything else. */
export const slugOfBlock = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null ? parts.get(value)?.slug : undefined;

export function makeBlock(own: Parts): Block {
  const shown = (): Record<string, unknown> => ({
    block: block.reference,
    data: maskSecrets(own.data, own.secrets, MASK),
  });
  const block: Block = Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(own.methods),
    data: { value: own.data, enumerable: true },
    blockName: { value: own.name, writable: true, enumerable: true },
    blockId: { value: own.id, writable: true, enumerable: true },
    reference: { get: (): string => `${own.slug}/${block.blockName ?? "(new)"}` },
    save: {
      value: (name?: string, options: SaveBlockOptions = {}) => own.save(block, name, options),
    },
    toJSON: { value: shown },
    [inspect.custom]: { value: shown },
  }) as Block;
  parts.set(block, own);
  return block;
}
