import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { restoreDatabase } from "./start.ts";

interface Options {
  readonly home?: string;
  readonly database?: string;
}

const HELP = `
No server may run on the database. A SQLite database that is there already is kept under another name, which is printed; of
a PostgreSQL database nothing is kept: make a backup of it first.

Example:
  $ weir server restore /backups/weir-2026-03-01.db
`;

export function restore(command: Command, context: Context): void {
  command
    .description("put a copy that `weir server backup` made in the place of the database")
    .argument("<file>", "the copy")
    .option("--home <folder>", "folder of Weir's own files (default: ~/.weir)")
    .option("--database <url>", "postgres://… or a path of a SQLite file (default: weir.db in the home folder)")
    .addHelpText("after", HELP)
    .action((file: string, options: Options) => run(file, options, context));
}

async function run(file: string, { home, database }: Options, context: Context): Promise<void> {
  const settings = context.settings({ home, server_database_url: database });
  const before = await restoreDatabase(settings, file);
  console.log(`Restored from ${file}.`);
  if (before !== undefined) console.log(`The database that was there is ${before} now.`);
}
