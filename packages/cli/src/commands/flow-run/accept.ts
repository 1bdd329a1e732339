import type { Command } from "commander";
import type { LateResult } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { stateName } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { count } from "../../output/numbers.ts";
import { local } from "../../output/time.ts";
import { findFlowRun } from "../shared/find.ts";

interface Options extends JsonOptions {
  readonly number?: number;
}

const HELP = `
A run that the server has declared lost keeps its state, whatever its process reports later. Such a late result counts
once somebody accepts it, as long as no other attempt has begun.

Examples:
  $ weir flow-run accept brave-otter
  $ weir flow-run accept brave-otter --number 2
`;

export function accept(command: Command, context: Context): void {
  jsonOption(command)
    .description("let a lost run enter the state that its process reported late")
    .argument("<run>", "id or name of the run")
    .option("-n, --number <number>", "which late result, if there are several", count)
    .addHelpText("after", HELP)
    .action((idOrName: string, options: Options) => run(idOrName, options, context));
}

async function run(idOrName: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findFlowRun(api, idOrName);
  const results = await api.lateResults.list({ id });
  const { number } = choose(results, options.number, name ?? id);
  const answer = await api.lateResults.accept({ id, number: String(number) });
  if (wantsJson(options)) return printJson(answer);
  if (answer.status !== "ACCEPT" || !answer.state)
    throw new Failure(
      `late result ${number} of ${name ?? id} was refused: ${(answer.details as { reason?: string }).reason ?? "no reason given"}`,
      `See the run with \`weir flow-run inspect ${idOrName}\`.`,
    );
  console.log(`${name ?? id} is ${stateName(answer.state.type, answer.state.name ?? null)} now.`);
}

function choose(results: readonly LateResult[], number: number | undefined, run: string): LateResult {
  if (results.length === 0)
    throw new Failure(`${run} has no late result`, "Only a run that the server has declared lost can have one.");
  const found =
    number === undefined
      ? results.length === 1
        ? results[0]
        : undefined
      : results.find((one) => one.number === number);
  if (found) return found;
  const listed = results.map(
    (one) =>
      `${one.number}: ${one.state.type} of attempt ${one.attempt}, ${local(one.received)}${one.accepted ? " (accepted)" : ""}`,
  );
  throw new Failure(
    number === undefined ? `${run} has ${results.length} late results` : `${run} has no late result ${number}`,
    `Choose one with --number:\n  ${listed.join("\n  ")}`,
  );
}
