/** Tags for everything that is started within a function. */
import { backend as currentBackend } from "./backend.ts";
import { currentScope, runInScope } from "./engine/scope.ts";

/** Runs `fn`; flow and task runs that it starts get these tags besides their own. */
export async function withTags<T>(tags: readonly string[], fn: () => T): Promise<Awaited<T>> {
  const scope = currentScope() ?? { backend: await currentBackend(), flow: undefined, task: undefined, tags: [] };
  return await runInScope({ ...scope, tags: [...new Set([...scope.tags, ...tags])] }, fn);
}
