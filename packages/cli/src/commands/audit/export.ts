import type { Command } from "commander";
import type { Context } from "../../context.ts";

interface Options {
  readonly after: number;
}

/** Lines asked for at once. */
const PAGE = 1000;

const HELP = `
Example:
  $ weir audit export > audit.jsonl
  $ weir audit export --after $(tail -n 1 audit.jsonl | jq .seq) >> audit.jsonl
`;

export function exportLines(command: Command, context: Context): void {
  command
    .description("write all lines, oldest first, each as JSON on a line of its own")
    .option("--after <number>", "only lines after this one", Number, 0)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  for (let { after } = options; ;) {
    const lines = await api.audit.read({ after, limit: PAGE });
    for (const line of lines) console.log(JSON.stringify(line));
    if (lines.length < PAGE) return;
    after = lines.at(-1)!.seq;
  }
}
