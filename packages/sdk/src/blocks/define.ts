/** Blocks: typed settings with secrets and methods, kept by the server for all flows. */
import type { ParameterSchema } from "../engine/parameters.ts";
import { BlockKind } from "./kind.ts";
import type { Block, BlockData, BlockType, DataInputOf, DataOf, Nested, TypedSchema } from "./types.ts";

/** Brings the data of one version to the next. */
export type BlockMigration = (data: Record<string, unknown>) => BlockData;

export interface BlockOptions<S, N, M> {
  /** Its display name, unique on the server: `"Warehouse"`. */
  readonly name: string;
  /** Its name in addresses and references. Default: the name in lower case with dashes. */
  readonly slug?: string;
  readonly description?: string;
  /** Where people read more, and a picture, for the catalogue of blocks. */
  readonly documentationUrl?: string;
  readonly logoUrl?: string;
  /**
   * What the data has to be: any Standard Schema (zod, valibot, arktype, …) whose type the data gets, or a JSON Schema
   * (draft 2020-12). Where the library can describe it as JSON Schema, the dashboard has a form for it.
   */
  readonly schema: S;
  /**
   * Paths of what is secret: `["password", "headers.*"]`, where `*` is every key. Secrets are hidden in answers, forms and
   * printed blocks, and kept out of logs, artifacts and messages. Default: nothing is.
   */
  readonly secrets?: readonly string[];
  /** Fields that are blocks of their own, by the type each has. They are optional. Default: none. */
  readonly blocks?: N;
  /** What others can expect of it: `["read-path", "write-path"]`, `["notify"]`. Default: nothing. */
  readonly capabilities?: readonly string[];
  /** Version of the schema, from 1. A block that was saved under a lower one is migrated when it is loaded. Default: 1. */
  readonly version?: number;
  /**
   * By version, what makes its data that of the next: `{ 1: (old) => ({ ...old, port: 5432 }) }`. What is stored changes
   * when the block is saved again. Default: older data has to fit the present schema.
   */
  readonly migrations?: Readonly<Record<number, BlockMigration>>;
  /** What a block can do; `this` is the block, with `this.data`. Default: nothing. */
  readonly methods?: M;
}

/**
 * Defines a kind of block.
 *
 *     const Warehouse = defineBlock({
 *       name: "Warehouse",
 *       schema: z.object({ host: z.string(), password: z.string() }),
 *       secrets: ["password"],
 *       methods: { url() { return `postgres://etl:${this.data.password}@${this.data.host}`; } },
 *     });
 *     await (await Warehouse.create({ host: "db", password: "env://PGPASSWORD" })).save("prod");
 *     (await Warehouse.load("prod")).url();
 *
 * @throws TypeError if a method has the name of something that every block has, or the version is none
 */
export function defineBlock<
  S extends ParameterSchema,
  N extends Nested = Record<never, never>,
  M extends object = Record<never, never>,
>(options: BlockOptions<S, N, M & ThisType<Block<DataOf<S, N>, M>>>): BlockType<DataOf<S, N>, M, DataInputOf<S, N>> {
  const { name, schema, blocks, version = 1, methods } = options;
  if (!Number.isInteger(version) || version < 1)
    throw new TypeError(`version of block ${name} has to be a whole number from 1, not ${version}`);
  const kind = new BlockKind({
    name,
    slug: options.slug ?? slugOf(name),
    version: String(version),
    secrets: options.secrets ?? [],
    blocks: Object.fromEntries(Object.entries(blocks ?? {}).map(([field, type]) => [field, [type]])),
    migrations: options.migrations ?? {},
    methods: methods ?? {},
    definition: () =>
      Promise.resolve({
        schema,
        capabilities: options.capabilities ?? [],
        texts: {
          description: options.description,
          documentation_url: options.documentationUrl,
          logo_url: options.logoUrl,
        },
      }),
  });
  // The class knows data as an object of anything; what the schema makes of it is known here.
  return kind as unknown as BlockType<DataOf<S, N>, M, DataInputOf<S, N>>;
}

/** A JSON Schema with the type of what it describes, which TypeScript cannot see in it. */
export const jsonSchema = <T>(schema: object): TypedSchema<T> => schema as TypedSchema<T>;

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
