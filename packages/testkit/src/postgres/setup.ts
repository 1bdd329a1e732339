/**
 * Global set-up of the vitest projects that need PostgreSQL: one server per run, its address in the environment, which
 * workers inherit. A server that is there already (the same variable, set by `npm test`) is used instead.
 */
import { startPostgres } from "./cluster.ts";
import { POSTGRES_URL } from "./databases.ts";

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[POSTGRES_URL]) return undefined;
  const cluster = await startPostgres();
  process.env[POSTGRES_URL] = cluster.url;
  return async () => {
    delete process.env[POSTGRES_URL];
    await cluster.stop();
  };
}
