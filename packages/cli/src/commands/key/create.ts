import { type Command, Option } from "commander";
import type { AccessKeyCreate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { daysOption } from "./expires.ts";

interface Options extends JsonOptions {
  readonly role: AccessKeyCreate["role"];
  readonly team?: string;
  readonly expires?: number;
}

const HELP = `
The key is printed this once, alone on the output; the server keeps only a hash of it. With the first key nobody is let in
without one any more (or without the server's password, if it has one): so the first one is an admin's.

A viewer reads everything but secrets; an operator runs and changes things, and reads secrets; an admin sees to keys, to the
audit and to the server's secrets as well.

Programs send it as WEIR_API_KEY. The stock Python client sends it to all of the server only as PREFECT_API_AUTH_STRING.

Examples:
  $ export WEIR_API_KEY=$(weir key create boss --role admin)
  $ weir key create ci --role operator --team data --expires 90d
`;

export function create(command: Command, context: Context): void {
  daysOption(jsonOption(command))
    .description("make an access key")
    .argument("<name>", "small letters, digits and -")
    .addOption(
      new Option("--role <role>", "what it may do").choices(["viewer", "operator", "admin"]).makeOptionMandatory(),
    )
    .option("--team <name>", "the team that has it")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { role, team = null, expires = null } = options;
  const made = await api.keys.create({ name, role, team, expires_in: expires });
  if (wantsJson(options)) return printJson(made);
  console.log(made.key);
}
