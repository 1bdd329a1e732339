import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { findDeployment, namesOf } from "./find.ts";
import { scheduleText } from "./ls.ts";

const HELP = `
Example:
  $ weir deployment inspect report/nightly
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => show(name, options, context));
}

async function show(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const deployment = await findDeployment(api, idOrName);
  if (wantsJson(options)) return printJson(deployment);
  const names = await namesOf(api, [deployment]);
  const json = (value: object | null | undefined): string | undefined =>
    value && Object.keys(value).length > 0 ? JSON.stringify(value, undefined, 2) : undefined;
  console.log(
    properties({
      Deployment: names.get(deployment.id)!,
      ID: deployment.id,
      Description: deployment.description ?? undefined,
      Version: deployment.version ?? undefined,
      Status: deployment.paused ? "paused" : (deployment.status ?? "").toLowerCase().replace("_", " "),
      Entrypoint: deployment.entrypoint ?? undefined,
      Path: deployment.path ?? undefined,
      "Work pool": deployment.work_pool_name ?? undefined,
      "Work queue": deployment.work_queue_name ?? undefined,
      Schedules: (deployment.schedules ?? []).map(scheduleText).join("\n"),
      Limit: deployment.global_concurrency_limit ? String(deployment.global_concurrency_limit.limit) : undefined,
      Parameters: json(deployment.parameters),
      "Job variables": json(deployment.job_variables),
      Tags: deployment.tags?.join(", "),
    }),
  );
}
