import { type Client, NotFound } from "@weir/client";
import type { BlockDocument, BlockType } from "@weir/contract";
import { Failure } from "../../failure.ts";
import { isId, notThere } from "../shared/find.ts";

export const referenceOf = ({ block_type, name, id }: BlockDocument): string => `${block_type?.slug}/${name ?? id}`;

/** The block of that id, or of that `type/name`. */
export async function findBlock(api: Client, text: string, include_secrets = false): Promise<BlockDocument> {
  try {
    if (isId(text)) return await api.blockDocuments.read({ id: text }, { include_secrets });
    const [slug, name, ...more] = text.split("/");
    if (!slug || !name || more.length > 0)
      throw new Failure(`${text} is no block`, "Give an id, or TYPE/NAME as `weir block ls` shows it.");
    return await api.blockTypes.readBlockDocumentByName({ slug, block_document_name: name }, { include_secrets });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const all = await Array.fromAsync(api.blockDocuments.list({ limit: 200 }));
    throw notThere("block", text, all.map(referenceOf));
  }
}

/** The type of that slug. */
export async function findType(api: Client, slug: string): Promise<BlockType> {
  try {
    return await api.blockTypes.readBySlug({ slug });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Failure(`there is no type of blocks ${slug}`, "See which there are with `weir block types`.", {
      cause: error,
    });
  }
}
