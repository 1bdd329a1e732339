/** Blocks that Prefect knows as well: their schemas are its own, so either language reads what the other has saved. */
import type { JsonSchema } from "../../engine/parameters.ts";
import { BlockKind, type KindDefinition } from "../kind.ts";
import type { Block, BlockType } from "../types.ts";
import type { REFERENCE_TYPES } from "./reference-types.gen.ts";

type Slug = keyof typeof REFERENCE_TYPES;

interface Options<Data, M> {
  readonly name: string;
  readonly slug: Slug;
  readonly secrets: readonly string[];
  /** What each field that is a block may be. */
  readonly blocks?: Readonly<Record<string, readonly unknown[]>>;
  readonly methods: M & ThisType<Block<Data, M>>;
}

/** Curried, so that the data's type is given and that of the methods inferred. */
export const referenceBlock =
  <Data, Input = Data>() =>
  <M extends object>({ blocks = {}, ...options }: Options<Data, M>): BlockType<Data, M, Input> =>
    // The class knows data as an object of anything; its schema here is that of `Data`.
    new BlockKind({
      ...options,
      blocks,
      // As clients do that give none: the reference's own versions are those of Python packages.
      version: "non-versioned",
      migrations: {},
      definition: () => definition(options.slug, options.secrets, Object.keys(blocks)),
    }) as unknown as BlockType<Data, M, Input>;

/** The texts are loaded when they are needed: most programs use few of these blocks. */
async function definition(slug: Slug, secrets: readonly string[], nested: readonly string[]): Promise<KindDefinition> {
  const { REFERENCE_TYPES } = await import("./reference-types.gen.ts");
  const { name: _, capabilities, fields, ...texts } = REFERENCE_TYPES[slug];
  const own = new Set(fields.secret_fields as readonly string[]);
  return {
    schema: checkable(fields, nested),
    // What is secret is no part of what identifies a schema, so we may know of more.
    fields: { ...fields, secret_fields: [...fields.secret_fields, ...secrets.filter((path) => !own.has(path))] },
    capabilities,
    texts,
    isForeign: true,
  };
}

/** The schema without the blocks within, which check themselves; one of the reference's lacks a definition. */
function checkable(fields: object, nested: readonly string[]): JsonSchema {
  const { properties, definitions, ...rest } = fields as Record<string, object>;
  const own = Object.entries(properties ?? {}).filter(([field]) => !nested.includes(field));
  const checked = { ...rest, properties: Object.fromEntries(own), definitions: { JsonValue: {}, ...definitions } };
  return checked;
}
