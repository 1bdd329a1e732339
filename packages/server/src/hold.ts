/**
 * Holds a folder for one process: a lock that the system lets go of when the process ends, however it ends, and whichever
 * container it is in. SQLite takes it, as Node has no file locks of its own.
 */
import { join } from "node:path";
import { HomeInUse } from "./marker.ts";
import { DatabaseSync } from "./storage/sqlite/driver.ts";

/**
 * Takes the folder; gives the function that lets go of it.
 *
 * @throws HomeInUse where another process has it
 */
export function holdFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, "lock.db"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new HomeInUse(`${folder} is in use by another process`);
  }
  return () => lock.close();
}

const SQLITE_BUSY = 5;
