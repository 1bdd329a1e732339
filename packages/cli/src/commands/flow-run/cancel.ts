import type { Command } from "commander";
import { isFinalType } from "@weir/contract/states";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { stateName } from "../../output/colours.ts";
import { findFlowRun } from "../shared/find.ts";

const HELP = `
The run's process is asked to stop and has some time to do so; a run that has not started is cancelled at once.
\`weir flow-run watch\` shows when it is over.

Example:
  $ weir flow-run cancel brave-otter
`;

export function cancel(command: Command, context: Context): void {
  command
    .description("cancel a flow run")
    .argument("<run>", "id or name of the run")
    .addHelpText("after", HELP)
    .action((idOrName: string) => run(idOrName, context));
}

async function run(idOrName: string, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name, state_type: type, state_name: before } = await findFlowRun(api, idOrName);
  if (isFinalType(type))
    throw new Failure(`${name ?? id} has ended already: it is ${before ?? type}`, "There is nothing left to cancel.");
  const answer = await api.flowRuns.setState({ id }, { state: { type: "CANCELLING", name: "Cancelling" } });
  if (answer.status === "ABORT" || answer.status === "REJECT") {
    const { reason } = answer.details as { reason?: string | null };
    throw new Failure(
      `${name ?? id} was not cancelled: ${reason ?? "the server refused"}`,
      "See how it is now with `weir flow-run inspect`.",
    );
  }
  console.log(`${name ?? id} is ${stateName(answer.state?.type, answer.state?.name)}.`);
}
