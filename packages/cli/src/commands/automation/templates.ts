import type { Command } from "commander";
import { READY_MADE } from "@weir/contract/ready-made";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { duration } from "../../output/time.ts";

const HELP = `
Examples:
  $ weir automation templates
  $ weir automation create --template late-runs --block slack-webhook/ops
`;

export function templates(command: Command, _context: Context): void {
  jsonOption(command).description("list automations that are ready made").addHelpText("after", HELP).action(run);
}

async function run(options: JsonOptions): Promise<void> {
  if (wantsJson(options))
    return printJson(
      READY_MADE.map(({ name, description, within }) => ({ name, description, within: within ?? null })),
    );
  const { table } = await import("../../output/table.ts");
  const rows = READY_MADE.map(({ name, description, within }) => [
    name,
    description,
    within === undefined ? "" : duration(within),
  ]);
  console.log(table([{ title: "Template", least: 16 }, { title: "Notifies when" }, { title: "Time" }], rows));
}
