/** What blocks that keep files have in common. */
export interface FileStore {
  /** @throws if there is no such file */
  read(path: string): Promise<Uint8Array>;
  /** Writes a file, or replaces it. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** The paths of all files below a folder, in order of their names; all there are without one. */
  list(folder?: string): Promise<string[]>;
  /** Removes a file; one that is not there is no error. */
  remove(path: string): Promise<void>;
}
