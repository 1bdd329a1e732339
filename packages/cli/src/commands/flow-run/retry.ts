import type { Command } from "commander";
import { isFinalType } from "@weir/contract/states";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { findFlowRun } from "../shared/find.ts";

const HELP = `
The run is scheduled again, with its parameters and under its id; what its tasks have kept is not done again. That takes
a deployment, which says who runs it.

Example:
  $ weir flow-run retry brave-otter
`;

export function retry(command: Command, context: Context): void {
  command
    .description("run a flow run that has ended once more")
    .argument("<run>", "id or name of the run")
    .addHelpText("after", HELP)
    .action((idOrName: string) => run(idOrName, context));
}

async function run(idOrName: string, context: Context): Promise<void> {
  await using api = await context.api();
  const { id, name: given, state_type: type, state_name: state, deployment_id } = await findFlowRun(api, idOrName);
  const name = given ?? id;
  if (!isFinalType(type))
    throw new Failure(
      `${name} has not ended: it is ${state ?? type ?? "without a state"}`,
      "Cancel it first, or wait.",
    );
  if (!deployment_id)
    throw new Failure(`${name} has no deployment, so nobody would run it again`, "Start its program again instead.");
  const message = "Retried from the command line";
  const { status, details } = await api.flowRuns.setState(
    { id },
    { state: { type: "SCHEDULED", name: "AwaitingRetry", message }, force: true },
  );
  if (status !== "ACCEPT")
    throw new Failure(
      `${name} was not scheduled: ${(details as { reason?: string | null }).reason ?? "the server refused"}`,
      "See how it is now with `weir flow-run inspect`.",
    );
  console.log(`${name} is scheduled again: whoever runs its deployment will take it.`);
}
