import type { Command } from "commander";
import { tellsOfFiring, whatHappened, whyItHappened } from "@weir/contract/firing-history";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { local } from "../../output/time.ts";
import { automationArgument, findAutomation } from "./find.ts";

interface Options extends JsonOptions {
  readonly limit: number;
}

const HELP = `
What was done for it, and what became of that, say the events prefect.automation.action.* of the automation; what it has
sent says \`weir automation deliveries\`.

Example:
  $ weir automation history "reports follow imports"
`;

export function history(command: Command, context: Context): void {
  jsonOption(automationArgument(command))
    .description("list when an automation has fired and because of what, the newest first")
    .option("-n, --limit <count>", "at most so many, up to 50", count, 20)
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findAutomation(api, idOrName);
  const page = await api.events.filter({
    limit: Math.min(options.limit, 50),
    filter: {
      occurred: { since: "2000-01-01T00:00:00Z", until: "2999-01-01T00:00:00Z" },
      resource: { id: [`prefect.automation.${id}`] },
      event: { prefix: ["prefect.automation."] },
      order: "DESC",
    },
  });
  const told = page.events.filter(tellsOfFiring);
  if (wantsJson(options)) return printJson(told);
  if (told.length === 0) return console.log("It has not fired, as far as events are kept.");
  const { table } = await import("../../output/table.ts");
  const columns = [{ title: "When" }, { title: "What" }, { title: "Because of", least: 16 }] as const;
  console.log(
    table(
      columns,
      told.map((event) => [local(event.occurred), whatHappened(event), whyItHappened(event)]),
    ),
  );
}
