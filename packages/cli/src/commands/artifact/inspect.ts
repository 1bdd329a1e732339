import type { Command } from "commander";
import type { Artifact } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { limitOption } from "../shared/run-filters.ts";
import { time } from "../shared/run-details.ts";
import { findArtifacts } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
}

const HELP = `
Of a key, the newest version is shown; --limit shows older ones, too. With --json, the answer is a list.

Examples:
  $ weir artifact inspect daily-report
  $ weir artifact inspect daily-report --limit 5 --json
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(limitOption(command, 1))
    .description("show an artifact with its data")
    .argument("<artifact>", "key or id of the artifact")
    .addHelpText("after", HELP)
    .action((keyOrId: string, options: Options) => run(keyOrId, options, context));
}

async function run(keyOrId: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const found = await findArtifacts(api, keyOrId, options.limit);
  if (wantsJson(options)) return printJson(found);
  console.log(found.map(shown).join("\n\n"));
}

const shown = (one: Artifact): string =>
  properties({
    Artifact: one.key ?? undefined,
    ID: one.id,
    Type: one.type ?? undefined,
    Description: one.description ?? undefined,
    "Flow run": one.flow_run_id ?? undefined,
    "Task run": one.task_run_id ?? undefined,
    Created: time(one.created),
    Data: text(one.data),
  });

/** Tables and such are kept as JSON text: indented, they can be read. */
function text(data: unknown): string | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data !== "string") return JSON.stringify(data, undefined, 2);
  if (!/^\s*[[{]/.test(data)) return data;
  try {
    return JSON.stringify(JSON.parse(data), undefined, 2);
  } catch {
    return data;
  }
}
