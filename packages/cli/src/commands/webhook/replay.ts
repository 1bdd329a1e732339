import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

const HELP = `
It becomes an event of its own, by the template as it is now, even if it has become one before.

Example:
  $ weir webhook replay 01a204ba-d5d7-7e28-9099-8fa9145aede3
`;

export function replay(command: Command, context: Context): void {
  jsonOption(command)
    .description("take a request in once more")
    .argument("<request>", "its id, as `weir webhook inbox` lists it")
    .addHelpText("after", HELP)
    .action((id: string, options: JsonOptions) => run(id, options, context));
}

async function run(id: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const taken = await api.webhooks.replay({ id });
  if (wantsJson(options)) printJson(taken);
  else if (taken.event !== null) console.log(`Became ${taken.event}, ${taken.event_id}.`);
  if (taken.outcome !== "accepted")
    throw new Failure(`the request was ${taken.outcome}: ${taken.reason}`, "Mend that, and replay it again.");
}
