import type { Command } from "commander";
import type { Artifact } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { relative } from "../../output/time.ts";
import { findFlowRun } from "../shared/find.ts";
import { limitOption } from "../shared/run-filters.ts";

interface Options extends JsonOptions {
  readonly limit: number;
  readonly all?: true;
  readonly key?: string;
  readonly type?: readonly string[];
  readonly flowRun?: string;
}

const HELP = `
Of each key the newest version is listed, unless --all is given; artifacts without a key are listed with --all.

Examples:
  $ weir artifact ls --type markdown table
  $ weir artifact ls --all --flow-run brave-otter
`;

export function ls(command: Command, context: Context): void {
  jsonOption(limitOption(command, 100))
    .description("list artifacts")
    .option("-a, --all", "every version, also those without a key")
    .option("--key <text>", "only those with this in their key")
    .option("--type <type...>", "only those of these types, as markdown or table")
    .option("--flow-run <run>", "only those of this run, by its id or name")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { all, key, type, flowRun, limit } = options;
  const artifacts = {
    ...(key !== undefined && { key: { like_: key } }),
    ...(type && { type: { any_: [...type] } }),
    ...(flowRun !== undefined && { flow_run_id: { any_: [(await findFlowRun(api, flowRun)).id] } }),
  };
  const query = { filter: { artifacts }, sort: "UPDATED_DESC", limit } as const;
  const found: Artifact[] = all
    ? await Array.fromAsync(api.artifacts.list(query))
    : await Array.fromAsync(api.artifacts.listLatest(query), (one) => ({ ...one, id: one.latest_id }));
  if (wantsJson(options)) return printJson(found);
  if (found.length === 0) return console.log("There are no such artifacts.");
  const { table } = await import("../../output/table.ts");
  const columns = [
    { title: "ID", spare: true },
    { title: "Key", least: 12 },
    { title: "Type" },
    { title: "Description", least: 12 },
    { title: "Updated" },
  ] as const;
  const rows = found.map((one) => [
    one.id ?? "",
    one.key ?? "",
    one.type ?? "",
    one.description ?? "",
    one.updated ? relative(one.updated) : "",
  ]);
  console.log(table(columns, rows));
}
