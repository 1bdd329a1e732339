import type { Command } from "commander";
import type { Context } from "../../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../../output/json.ts";
import type { Column } from "../../../output/table.ts";
import { policiesOf, policyText, scheduleText } from "../../shared/schedule-text.ts";
import { findDeployment } from "../find.ts";

const HELP = `
Example:
  $ weir deployment schedule ls report/nightly
`;

export function ls(command: Command, context: Context): void {
  jsonOption(command)
    .description("list the schedules of a deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => list(name, options, context));
}

async function list(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const deployment = await findDeployment(api, idOrName);
  const schedules = deployment.schedules ?? [];
  const policies = await policiesOf(api, deployment);
  if (wantsJson(options)) return printJson(schedules.map((one) => ({ ...one, policy: policies[one.id] ?? null })));
  if (schedules.length === 0) return console.log("There are no schedules.");
  const { table } = await import("../../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Name", least: 8 },
    { title: "Schedule", least: 16 },
    { title: "Policy", least: 8 },
    { title: "Active" },
  ];
  const rows = schedules.map((one) => [
    one.slug ?? one.id.slice(0, 8),
    scheduleText(one),
    policyText(policies[one.id]),
    one.active === false ? "no" : "yes",
  ]);
  console.log(table(columns, rows));
}
