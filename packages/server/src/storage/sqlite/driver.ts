import type * as Sqlite from "node:sqlite";

/**
 * `node:sqlite`, without the warning that Node 24 prints at its first use: what we use of it is stable, and the users of
 * a flow should not read about our choice of driver.
 */
function load(): typeof Sqlite {
  const { emitWarning } = process;
  process.emitWarning = (() => undefined) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

export const { DatabaseSync } = load();
export type DatabaseSync = Sqlite.DatabaseSync;
