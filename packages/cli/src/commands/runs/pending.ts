import type { Command } from "commander";
import { homeOf, Journal, type JournalNote, listJournals } from "@weir/sdk/local";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

interface Pending extends JournalNote {
  /** `null` while a program still records. */
  readonly flow_runs: number | null;
}

const HELP = `
Runs are recorded below ~/.weir/offline (or WEIR_HOME) while their server is out of reach.

Examples:
  $ weir runs pending
  $ weir runs push
`;

export function pending(command: Command, context: Context): void {
  jsonOption(command)
    .description("list what was recorded without its server and has not been sent to it yet")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  const found = await Promise.all((await listJournals(homeOf(context.settings()))).map(look));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("No runs wait to be sent.");
  const { table } = await import("../../output/table.ts");
  const rows = found.map(({ since, url, flow_runs: count, folder }) => [
    since.slice(0, 19).replace("T", " "),
    url,
    count === null ? "being recorded" : String(count),
    folder,
  ]);
  const columns = ["Since (UTC)", "Server", "Flow runs", "Folder"].map((title) => ({ title }));
  console.log(table(columns, rows));
}

async function look(note: JournalNote): Promise<Pending> {
  const journal = await Journal.take(note);
  if (!journal) return { ...note, flow_runs: null };
  try {
    return { ...note, flow_runs: await journal.countFlowRuns() };
  } finally {
    await journal.close();
  }
}
