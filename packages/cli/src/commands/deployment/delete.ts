import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { findDeployment } from "./find.ts";

const HELP = `
Its runs stay, without a deployment.

Example:
  $ weir deployment delete report/nightly
`;

export function remove(command: Command, context: Context): void {
  yesOption(command)
    .description("delete a deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", HELP)
    .action((name: string, options: YesOptions) => run(name, options, context));
}

async function run(idOrName: string, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  await confirm(`Delete deployment ${idOrName}?`, options);
  await api.deployments.delete({ id });
  console.log(`Deleted ${idOrName}.`);
}
