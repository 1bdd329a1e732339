import type { Command } from "commander";
import { homeOf, Journal, listJournals, sendJournal } from "@weir/sdk/local";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";

interface Options {
  readonly to?: string;
}

const HELP = `
Each run goes to the server that it was meant for; a program that still records is left alone. Sending again what was
sent before does no harm.

Examples:
  $ weir runs push
  $ weir runs push --to http://127.0.0.1:4200/api
`;

export function push(command: Command, context: Context): void {
  command
    .description("send what was recorded without its server")
    .option("--to <url>", "to this server instead")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run({ to }: Options, context: Context): Promise<void> {
  const settings = context.settings();
  const { HttpTransport } = await import("@weir/client");
  const notes = await listJournals(homeOf(settings));
  if (notes.length === 0) return console.log("No runs wait to be sent.");
  let refused = 0;
  for (const note of notes) {
    const journal = await Journal.take(note);
    if (!journal) {
      console.log(`${note.folder} is still being recorded.`);
      continue;
    }
    const server = new HttpTransport({
      url: to ?? note.url,
      apiKey: settings.api_key,
      authString: settings.api_auth_string,
      // A request whose answer was lost may not simply be repeated: an upload looks first at what is there.
      retry: { retries: 0 },
    });
    try {
      refused += (await sendJournal(journal, server)).refused.length;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }
  if (refused > 0)
    throw new Failure(
      `the server refused ${refused} of what was sent`,
      "what it refused, and why, stands above; the folder named there keeps it",
    );
}
