import { statfs } from "node:fs/promises";

/** Bytes of the disk that a file or folder is on; undefined where that cannot be known. */
export async function diskOf(path: string): Promise<{ size: number; free: number } | undefined> {
  try {
    const { bsize, blocks, bavail } = await statfs(path);
    return { size: bsize * blocks, free: bsize * bavail };
  } catch {
    return undefined;
  }
}
