import type { Logger } from "pino";
import type { Context } from "../operations/context.ts";
import { examineSecrets } from "../operations/secrets.ts";

/** How many are named in the log; all of them are by `weir secrets doctor`. */
const NAMED = 20;

/** Says which secrets do not open, if any: the server works without them, and keeps them. */
export async function warnOfLockedSecrets(context: Context, log: Logger): Promise<void> {
  try {
    const { locked } = await examineSecrets(context);
    if (locked.length === 0) return;
    const blocks = locked.slice(0, NAMED).map(({ name }) => name);
    log.warn(
      { blocks, keys: [...new Set(locked.map(({ key }) => key))] },
      `${locked.length} blocks cannot be opened with the keys of this server; they are kept as they are (weir secrets doctor)`,
    );
  } catch (error) {
    log.warn({ err: error }, "the secrets could not be looked through");
  }
}
