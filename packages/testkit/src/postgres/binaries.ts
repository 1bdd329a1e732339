import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";

const INSTALL = "install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql)";

/**
 * The folder with `initdb` and `postgres`: Debian keeps it off the PATH, others put it there.
 *
 * @throws Error saying what to install
 */
export function postgresBinaries(path: string = process.env["PATH"] ?? ""): string {
  const versioned = globSync("/usr/lib/postgresql/*/bin").sort((a, b) => versionOf(b) - versionOf(a));
  const found = [...versioned, ...path.split(delimiter)].find((folder) => existsSync(join(folder, "initdb")));
  if (found === undefined) throw new Error(`No PostgreSQL server found: ${INSTALL}`);
  return found;
}

const versionOf = (folder: string): number => Number(folder.split("/").at(-2));
