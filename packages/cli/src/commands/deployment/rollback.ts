import type { Command } from "commander";
import type { DeploymentAdditions } from "@weir/contract";
import type { Context } from "../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../output/confirm.ts";
import { numberOf } from "./diff.ts";
import { findDeployment } from "./find.ts";

interface RollbackOptions extends YesOptions {
  readonly to?: string;
  readonly message?: string;
}

const ROLLBACK_HELP = `
Without --to, what is being tried is given up; where nothing is, the deployment becomes what it was before its present
version. Going back makes another version, so it can be undone in the same way.

Examples:
  $ weir deployment rollback report/nightly
  $ weir deployment rollback report/nightly --to 3 --message "the parser loses rows"
`;

export function rollback(command: Command, context: Context): void {
  yesOption(command)
    .description("make a deployment what it was in an earlier version")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .option("--to <version>", "number of the version")
    .option("-m, --message <text>", "why; kept with the version")
    .addHelpText("after", ROLLBACK_HELP)
    .action((name: string, options: RollbackOptions) => goBack(name, options, context));
}

async function goBack(idOrName: string, options: RollbackOptions, context: Context): Promise<void> {
  const { to, message } = options;
  const { sourceOf } = await import("../../deploy/source.ts");
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  await confirm(to === undefined ? `Roll ${idOrName} back?` : `Roll ${idOrName} back to version ${to}?`, options);
  const { author } = await sourceOf(process.cwd(), context.environment, undefined);
  const source = { ...(author !== undefined && { author }), ...(message !== undefined && { message }) };
  const body = { source, ...(to !== undefined && { to: numberOf(to) }) };
  tell(idOrName, await api.deploymentVersions.rollback({ id }, body));
}

const PROMOTE_HELP = `
Example:
  $ weir deployment promote report/nightly
`;

export function promote(command: Command, context: Context): void {
  command
    .description("put the version that is being tried into force for all runs")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", PROMOTE_HELP)
    .action((name: string) => takeOver(name, context));
}

async function takeOver(idOrName: string, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  tell(idOrName, await api.deploymentVersions.promote({ id }, {}));
}

const tell = (name: string, { version }: DeploymentAdditions): void =>
  console.log(`Version ${version} of ${name} is in force.`);
