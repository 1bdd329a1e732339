/** Blocks that keep files, by their documents. */
import type { BlockDocument } from "@weir/contract";
import type { ResultStorage } from "../results/place.ts";
import { LocalFileSystem } from "./builtin/local-file-system.ts";
import { S3 } from "./builtin/s3.ts";
import { IncompatibleBlock } from "./errors.ts";
import type { BlockKind } from "./kind.ts";

const KINDS = [S3, LocalFileSystem] as const;

/** @throws IncompatibleBlock for a block of another type */
export async function storageOf(document: BlockDocument): Promise<ResultStorage> {
  const slug = document.block_type?.slug;
  const kind = KINDS.find((one) => one.slug === slug);
  if (!kind)
    throw new IncompatibleBlock(
      `${slug}/${document.name} is of a type that keeps no files which this program could read (it reads ${KINDS.map((one) => one.slug).join(", ")})`,
    );
  return (await (kind as unknown as BlockKind).fromDocument(document)) as unknown as ResultStorage;
}
