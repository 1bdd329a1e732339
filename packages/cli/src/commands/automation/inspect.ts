import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { printJson } from "../../output/json.ts";
import { automationArgument, findAutomation } from "./find.ts";

const HELP = `
It is shown as JSON, and so can be kept in a file and given to \`weir automation create\`.

Example:
  $ weir automation inspect "reports follow imports"
`;

export function inspect(command: Command, context: Context): void {
  automationArgument(command)
    .description("show one automation")
    .addHelpText("after", HELP)
    .action(async (idOrName: string) => {
      await using api = await context.api();
      printJson(await findAutomation(api, idOrName));
    });
}
