import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { FileStore } from "./file-store.ts";
import { referenceBlock } from "./reference.ts";

/** Files in a folder of this machine; in the working folder, if none is given. Nothing outside of it can be reached. */
export const LocalFileSystem = referenceBlock<{ readonly basepath?: string | null }>()({
  name: "Local File System",
  slug: "local-file-system",
  secrets: [],
  methods: {
    read(path: string): Promise<Uint8Array> {
      return readFile(within(this.data.basepath, path));
    },
    async write(path: string, content: Uint8Array | string): Promise<void> {
      const file = within(this.data.basepath, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    async list(folder = "."): Promise<string[]> {
      const base = within(this.data.basepath, ".");
      const entries = await readdir(within(this.data.basepath, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(base, resolve(entry.parentPath, entry.name)))
        .sort();
    },
    async remove(path: string): Promise<void> {
      await rm(within(this.data.basepath, path), { force: true });
    },
  } satisfies FileStore & ThisType<{ readonly data: { readonly basepath?: string | null } }>,
});

function within(basepath: string | null | undefined, path: string): string {
  const base = resolve((basepath ?? ".").replace(/^~(?=$|[/\\])/, homedir()));
  const file = resolve(base, path);
  const way = relative(base, file);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new RangeError(`${path} leads out of ${base}`);
  return file;
}
