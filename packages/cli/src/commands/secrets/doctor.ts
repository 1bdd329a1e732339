import type { Command } from "commander";
import type { SecretsReport } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

const HELP = `
Tries to open every secret that the server has. Exits with 1 if one does not open; nothing is lost by that: with its key back,
it opens again.

Example:
  $ weir secrets doctor
`;

export function doctor(command: Command, context: Context): void {
  jsonOption(command)
    .description("say which keys secrets are sealed under, and which do not open")
    .addHelpText("after", HELP)
    .action((options: JsonOptions) => run(options, context));
}

async function run(options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const report = await api.secrets.examine();
  if (wantsJson(options)) printJson(report);
  else await print(report);
  if (report.locked.length > 0)
    throw new Failure(
      `${report.locked.length} of the secrets do not open`,
      "Bring the key back behind the present one, in WEIR_SERVER_ENCRYPTION_KEY or the file encryption.key.",
    );
}

async function print({ keys, locked }: SecretsReport): Promise<void> {
  if (keys.length === 0) return console.log("The server keeps no secrets.");
  const { table } = await import("../../output/table.ts");
  const rows = keys.map(({ name, secrets, is_present, seals }) => [
    name,
    String(secrets),
    seals ? "seals new secrets" : is_present ? "there" : "not there",
  ]);
  console.log(table([{ title: "Key", least: 12 }, { title: "Secrets" }, { title: "State" }], rows));
  if (locked.length === 0) return console.log("All secrets open.");
  const columns = [
    { title: "Does not open", least: 16 },
    { title: "Key" },
    { title: "Because it is", least: 20 },
  ] as const;
  console.log(
    table(
      columns,
      locked.map(({ name, key, reason }) => [name, key, reason]),
    ),
  );
}
