import type { Command } from "commander";
import type { Client } from "@weir/client";
import type { FlowRunResponse, State } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { paint, stateName } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, wantsJson } from "../../output/json.ts";
import { positiveNumber } from "../../output/numbers.ts";
import { oneLine } from "../../output/text.ts";
import { duration, local } from "../../output/time.ts";
import { findFlowRun } from "../shared/find.ts";

interface Options extends JsonOptions {
  readonly timeout?: number;
}

const HELP = `
Exit code 0 if the run completed, 1 if it ended in another way or the time is over. With --json, every line of the output
is one state, as the API has it. The logs are shown by \`weir flow-run logs --follow\`.

Example:
  $ weir flow-run watch brave-otter --timeout 600 && echo done
`;

export function watch(command: Command, context: Context): void {
  jsonOption(command)
    .description("print the states of a flow run as it enters them, until it has ended")
    .argument("<run>", "id or name of the run")
    .option("-t, --timeout <seconds>", "give up after so long (default: never)", positiveNumber)
    .addHelpText("after", HELP)
    .action((idOrName: string, options: Options) => watchRun(idOrName, options, context));
}

/** Prints the states of a run until it has ended; sets the exit code by how. */
export async function watchRun(idOrName: string, options: Options, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name } = await findFlowRun(api, idOrName);
  const print = wantsJson(options) ? (state: State) => console.log(JSON.stringify(state)) : printState;
  const over = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout * 1000);
  try {
    for await (const state of statesOf(api, id, over)) print(state);
  } catch (error) {
    if (!over?.aborted) throw error;
    throw new Failure(`${name ?? id} has not ended within ${options.timeout} seconds`, "Give a longer --timeout.");
  }
  const end = await api.flowRuns.read({ id });
  if (!wantsJson(options)) console.error(paint("dim", summary(end), process.stderr));
  if (end.state_type !== "COMPLETED") process.exitCode = 1;
}

/** The states of the run so far, then each new one, up to the final one. */
async function* statesOf(api: Client, id: string, signal: AbortSignal | undefined): AsyncGenerator<State, void> {
  const seen = new Set<string>();
  let last: State | undefined;
  const fresh = async function* (): AsyncGenerator<State, void> {
    for (const state of await api.flowRunStates.list({ flow_run_id: id })) {
      if (seen.has(state.id!)) continue;
      seen.add(state.id!);
      last = state;
      yield state;
    }
  };
  yield* fresh();
  const filter = { resource: { id: [`prefect.flow-run.${id}`] } };
  // The subscription begins with the last minute, so that nothing falls between the look and its start.
  const events = api.events.subscribe({ filter }, { signal });
  while (!isFinalType(last?.type)) {
    await events.next();
    yield* fresh();
  }
  await events.return();
}

function printState(state: State): void {
  const time = paint("dim", local(state.timestamp!));
  const message = state.message ? `  ${oneLine(state.message)}` : "";
  console.log(`${time} | ${stateName(state.type, state.name)}${message}`);
}

const summary = ({ name, id, total_run_time: seconds = 0 }: FlowRunResponse): string =>
  `${name ?? id} has ended after ${duration(seconds)} of running.`;
