import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { time } from "../shared/run-details.ts";
import { limitOption } from "../shared/run-filters.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly kind?: string;
  readonly actor?: string;
  readonly object?: string;
}

const HELP = `
Examples:
  $ weir audit ls --actor ci
  $ weir audit ls --kind block-document --object api-key --json
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 50))
    .description("list who has done what, newest first")
    .option(
      "--kind <kind>",
      "only of variable, block-document, deployment, automation, concurrency-limit, access-key …",
    )
    .option("--actor <name>", "only by who has this key; owner and server are names, too")
    .option("--object <name>", "only of what has this name or id")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { kind = null, actor = null, object = null, limit } = options;
  const lines = await api.audit.read({ kind, actor, object, limit: Math.min(limit, 1000) });
  if (wantsJson(options)) return printJson(lines);
  if (lines.length === 0) return console.log("There are no such lines.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "When" },
    { title: "Who", least: 8 },
    { title: "From" },
    { title: "Did" },
    { title: "To", least: 16 },
  ] as const;
  const rows = lines.map((line) => [
    time(line.occurred) ?? "",
    line.actor,
    line.origin,
    line.action,
    `${line.kind} ${line.object_name}`,
  ]);
  console.log(table(columns, rows));
}
