import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { isId } from "../shared/find.ts";

interface Options {
  readonly entrypoint?: string;
}

const HELP = `
Workers start this for each run. The run's deployment says where the code is; it is executed in this process, and the
signals SIGTERM and SIGINT end the run: as cancelled if somebody is cancelling it, else as crashed.

Exit code 0 if the run's state says how it ended (failed, too), 1 if it could not be executed.

Example:
  $ weir flow-run execute 0198c1f0-2d6b-7c6e-9d2e-6d2f6a1b7a55
`;

export function execute(command: Command, { environment }: Context): void {
  command
    .description("execute a flow run that the server has already")
    .argument("[id]", "id of the run; default: WEIR__FLOW_RUN_ID or PREFECT__FLOW_RUN_ID")
    .option("-e, --entrypoint <file:flow>", "code to run, instead of the deployment's")
    .addHelpText("after", HELP)
    .action((id: string | undefined, options: Options) =>
      run(id ?? (environment["WEIR__FLOW_RUN_ID"] || environment["PREFECT__FLOW_RUN_ID"]), options),
    );
}

async function run(id: string | undefined, { entrypoint }: Options): Promise<void> {
  if (id === undefined || !isId(id))
    throw new Failure(
      id === undefined ? "no flow run is named" : `${id} is not the id of a flow run`,
      "Give its id, or set WEIR__FLOW_RUN_ID.",
    );
  const { runChild } = await import("@weir/sdk/execute");
  await runChild(id, entrypoint);
}
