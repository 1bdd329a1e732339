import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { backupDatabase } from "./start.ts";

interface Options {
  readonly home?: string;
  readonly database?: string;
}

const HELP = `
The server and its runs may go on meanwhile: the copy is the database as it was at one instant. For PostgreSQL this calls
pg_dump. Secrets in a copy are sealed under the server's key, which is not in it: keep encryption.key of the home folder, or
WEIR_SERVER_ENCRYPTION_KEY, as well, and apart.

Example:
  $ weir server backup /backups/weir-2026-03-01.db
`;

export function backup(command: Command, context: Context): void {
  command
    .description("copy the whole database into a file")
    .argument("<file>", "where to; it must not be there yet")
    .option("--home <folder>", "folder of Weir's own files (default: ~/.weir)")
    .option("--database <url>", "postgres://… or a path of a SQLite file (default: weir.db in the home folder)")
    .addHelpText("after", HELP)
    .action((file: string, options: Options) => run(file, options, context));
}

async function run(file: string, { home, database }: Options, context: Context): Promise<void> {
  const settings = context.settings({ home, server_database_url: database });
  await backupDatabase(settings, file);
  console.log(`Copied to ${file}.`);
}
