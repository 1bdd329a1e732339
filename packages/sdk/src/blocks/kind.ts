/**
 * A kind of block at work: makes blocks of data, and data of blocks.
 *
 * B1  A block's data is checked each time it comes in, whoever saved it.
 * B2  Every secret that comes in is hidden from what this process reports, before anybody sees it.
 * B3  What is saved is what was given: a reference stays one, a block within is referred to, not copied.
 */
import type { BlockDocument } from "@weir/contract";
import { backend as currentBackend, type Backend } from "../backend.ts";
import { checkValues, type ParameterSchema } from "../engine/parameters.ts";
import { currentScope } from "../engine/scope.ts";
import { hideSecret } from "../redaction.ts";
import { blockLoadedEvent } from "../wire.ts";
import type { BlockMigration } from "./define.ts";
import { IncompatibleBlock, InvalidBlock, NoSuchBlock } from "./errors.ts";
import { isMember, makeBlock, storedOf } from "./instance.ts";
import { replaceSecrets } from "./paths.ts";
import { isReference, resolveReference } from "./references.ts";
import { registration } from "./register.ts";
import { saveDocument } from "./save.ts";
import type { Block, BlockData, BlockType, SaveBlockOptions } from "./types.ts";

/** What is loaded when a kind of block is first used. */
export interface KindDefinition {
  readonly schema: ParameterSchema;
  /** The protocol's form of the schema, where that is given and not made. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly capabilities: readonly string[];
  readonly texts: KindTexts;
  /** True for types that are not this program's: what the server says of them stays. */
  readonly isForeign?: boolean;
}

/** What the catalogue of blocks says of a type. */
export interface KindTexts {
  readonly description?: string | null | undefined;
  readonly documentation_url?: string | null | undefined;
  readonly logo_url?: string | null | undefined;
  readonly code_example?: string | null | undefined;
}

export interface KindOptions {
  readonly name: string;
  readonly slug: string;
  readonly definition: () => Promise<KindDefinition>;
  readonly secrets: readonly string[];
  /** What each field that is a block may be. */
  readonly blocks: Readonly<Record<string, readonly unknown[]>>;
  readonly version: string;
  readonly migrations: Readonly<Record<number, BlockMigration>>;
  readonly methods: object;
}

export const connection = async (): Promise<Backend> => currentScope()?.backend ?? (await currentBackend());

export class BlockKind implements BlockType {
  readonly options: KindOptions;

  constructor(options: KindOptions) {
    for (const method of Object.keys(options.methods))
      if (isMember(method)) throw new TypeError(`block ${options.name}: a method cannot be named ${method}`);
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }
  get slug(): string {
    return this.options.slug;
  }

  create(data: BlockData): Promise<Block> {
    return this.#make(data, { name: undefined, id: undefined });
  }

  async load(name: string): Promise<Block> {
    const { events } = await connection();
    const document = await this.#document(name, true);
    const block = await this.fromDocument(document);
    const flow = currentScope()?.flow;
    if (flow) {
      const loaded = blockLoadedEvent({ id: document.id, name, slug: this.slug }, flow.asRelated);
      events.push(() => loaded);
    }
    return block;
  }

  async delete(name: string): Promise<void> {
    const { api } = await connection();
    const { id } = await this.#document(name, false);
    await api.blockDocuments.delete({ id });
  }

  async register(): Promise<void> {
    await registration(await connection(), this);
  }

  async #document(name: string, include_secrets: boolean): Promise<BlockDocument> {
    const { api } = await connection();
    return api.blockTypes
      .readBlockDocumentByName({ slug: this.slug, block_document_name: name }, { include_secrets })
      .catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== "not_found") throw error;
        throw new NoSuchBlock(`there is no block ${this.slug}/${name}`, { cause: error });
      });
  }

  /** The block that a document holds. */
  async fromDocument(document: BlockDocument): Promise<Block> {
    const { name, id, block_schema, block_document_references: references = {} } = document;
    const data = this.#migrated({ ...document.data }, block_schema?.version, name ?? id);
    for (const [field, kinds] of Object.entries(this.options.blocks)) {
      const child = references[field]?.["block_document"] as BlockDocument | undefined;
      const kind = child && kinds.find((one) => (one as BlockKind).slug === child.block_type?.slug);
      if (kind) data[field] = await (kind as BlockKind).fromDocument({ ...child, data: data[field] as BlockData });
      else if (child)
        throw new IncompatibleBlock(`${this.slug}/${name}: ${field} is a block of type ${child.block_type?.slug}`);
    }
    return this.#make(data, { name: document.is_anonymous ? undefined : (name ?? undefined), id });
  }

  /** The data as the present version has it. Versions of Python's are none of ours: such data has to fit as it is. */
  #migrated(data: Record<string, unknown>, version: string | undefined, name: string): Record<string, unknown> {
    const present = Number(this.options.version);
    if (version === undefined || !/^\d+$/.test(version) || !Number.isInteger(present)) return data;
    if (Number(version) > present)
      throw new IncompatibleBlock(
        `block ${this.slug}/${name} was saved by version ${version} of its definition; this program has ${present}`,
      );
    for (let at = Number(version); at < present; at++) data = { ...(this.options.migrations[at]?.(data) ?? data) };
    return data;
  }

  async #make(
    given: BlockData,
    of: { readonly name: string | undefined; readonly id: string | undefined },
  ): Promise<Block> {
    const at = `${this.slug}/${of.name ?? "(new)"}`;
    const { secrets } = this.options;
    const isBlock = (field: string): boolean => field in this.options.blocks;
    const nested = Object.fromEntries(Object.entries(given).filter(([field]) => isBlock(field)));
    const plain = Object.fromEntries(Object.entries(given).filter(([field]) => !isBlock(field)));
    const references = new Map<string, string>();
    const resolved = await replaceSecrets(plain, secrets, async (value, path) => {
      const secret = await resolveReference(value, `${at}: ${path}`);
      hideSecret(secret);
      if (isReference(value)) references.set(path, value);
      return secret;
    });
    const data = await this.#checked(resolved, at);
    await replaceSecrets(data, secrets, (value) => (hideSecret(value), value));
    const stored = await replaceSecrets(data, secrets, (value, path) => references.get(path) ?? value);
    return makeBlock({
      ...of,
      slug: this.slug,
      data: Object.freeze({ ...data, ...nested }),
      stored: { ...stored, ...nested },
      secrets,
      methods: this.options.methods,
      save: (block, name, options) => this.#save(block, name, options),
    });
  }

  async #checked(given: BlockData, at: string): Promise<BlockData> {
    const { schema } = await this.options.definition();
    const checked = await checkValues(schema, given);
    if (!checked.issues) return checked.values;
    // Python stores null for what has no value.
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
    const again = await checkValues(schema, present);
    if (!again.issues) return again.values;
    throw new InvalidBlock(at, checked.issues);
  }

  async #save(block: Block, name: string | undefined, options: SaveBlockOptions): Promise<Block> {
    const to = name ?? block.blockName;
    if (to === undefined) throw new TypeError(`a new block ${this.slug} needs a name to be saved under`);
    if (!/^[a-z0-9-]+$/.test(to))
      throw new TypeError(`${JSON.stringify(to)} is no name of a block: lower-case letters, digits and dashes only`);
    const overwrite = options.overwrite ?? to === block.blockName;
    const { id } = await saveDocument(await connection(), this, storedOf(block), { name: to, overwrite });
    return Object.assign(block, { blockName: to, blockId: id });
  }
}
